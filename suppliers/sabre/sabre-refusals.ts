import { redactJsonText } from "../http/redact-json";
import type { Refused, SupplierRefusalReason } from "../outcome";
import type { SabreErrors } from "./sabre-messages";

/** Error types of Booking Management; those that nobody has seen are `rejected`. */
const reasons: Readonly<Record<string, SupplierRefusalReason>> = {
  BOOKING_NOT_FOUND: "reservation_not_found",
  BOOKING_FULFILLED: "already_ticketed",
  TICKET_NOT_FOUND: "document_not_found",
  UNABLE_TO_VOID_TICKET: "void_window_closed",
  UNABLE_TO_REFUND_TICKET: "not_refundable",
  TICKET_NOT_REFUNDABLE: "not_refundable",
  PRICE_CHANGE: "price_changed",
  PAYMENT_DECLINED: "payment_declined",
};

export const alreadyVoidedType = "TICKET_ALREADY_VOIDED";

export function reasonOf(type: string): SupplierRefusalReason {
  return Object.hasOwn(reasons, type) ? (reasons[type] ?? "rejected") : "rejected";
}

export function refusedBy(
  reason: SupplierRefusalReason | undefined,
  code: string,
  text: string,
): Refused {
  return {
    kind: "refused",
    reason: reason ?? reasonOf(code),
    supplierCode: code,
    supplierText: redactJsonText(text),
  };
}

/** HTTP 200 is no success at Sabre: an answer may consist of errors. */
export function findRefusal({ errors }: SabreErrors): Refused | undefined {
  const [error] = errors;
  return error && refusedBy(undefined, error.type, error.description);
}
