import { redactJsonText } from "../http/redact-json";
import type { Refused, SupplierRefusalReason } from "../outcome";

/** Hotelbeds has few codes, and says in words what is the matter with a product. */
const reasons: readonly (readonly [words: RegExp, reason: SupplierRefusalReason])[] = [
  [/price has (increased|changed)/i, "price_changed"],
  [
    /allotment|stop sales|contract (is )?closed|release violated|minimum stay|rate ?key|no longer available|not available/i,
    "offer_expired",
  ],
  [
    /(booking|reservation) (does not exist|not found)|reservation does not exist/i,
    "reservation_not_found",
  ],
  [/does not allow cancellation|cannot (be )?cancel|can not cancel/i, "not_refundable"],
];

/** The reason that the words give; undefined where we do not know them. */
export function reasonOf(message: string): SupplierRefusalReason | undefined {
  return reasons.find(([words]) => words.test(message))?.[1];
}

/** Over the calls of a second, or of the day: the gateway has counted the request, not read it. */
export function isOverQuota(text: string): boolean {
  return /over (qps|rate)|quota|rate limit/i.test(text);
}

export function hotelbedsRefused(
  reason: SupplierRefusalReason,
  code: string,
  text: string,
): Refused {
  return { kind: "refused", reason, supplierCode: code, supplierText: redactJsonText(text) };
}
