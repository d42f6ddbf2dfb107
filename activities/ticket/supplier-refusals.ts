import type { RefusalCode } from "../../domain/refusal";
import { Refusal } from "../../domain/refusal";
import type { Refused, SupplierRefusalReason } from "../../suppliers/outcome";

const codes: Readonly<Record<SupplierRefusalReason, RefusalCode>> = {
  reservation_not_found: "PNR_NOT_FOUND",
  reservation_invalid: "PNR_INVALID",
  already_ticketed: "TICKETED_ELSEWHERE",
  document_not_found: "SUPPLIER_REFUSED",
  void_window_closed: "VOID_WINDOW_CLOSED",
  not_refundable: "SUPPLIER_REFUSED",
  not_exchangeable: "SUPPLIER_REFUSED",
  price_changed: "PRICE_CHANGED",
  offer_expired: "SUPPLIER_REFUSED",
  payment_declined: "SUPPLIER_REFUSED",
  credentials_rejected: "SUPPLIER_REFUSED",
  not_supported: "SUPPLIER_REFUSED",
  rejected: "SUPPLIER_REFUSED",
};

const messages: Readonly<Record<SupplierRefusalReason, string>> = {
  reservation_not_found: "The supplier has no reservation with this record locator.",
  reservation_invalid: "The reservation cannot be read or sold as it stands.",
  already_ticketed: "The supplier says that the reservation is ticketed already.",
  document_not_found: "The supplier does not know the document.",
  void_window_closed: "The supplier no longer voids the document: refund it.",
  not_refundable: "The supplier does not refund the document.",
  not_exchangeable: "The supplier does not exchange the document.",
  price_changed: "The supplier now asks another price.",
  offer_expired: "The supplier's offer has expired: ask for a new one.",
  payment_declined: "The supplier declined the form of payment.",
  credentials_rejected: "The supplier rejected the partner's credentials. Check them, then retry.",
  not_supported: "The supplier cannot do this through us.",
  rejected: "The supplier refused.",
};

/** The supplier's no as ours, with its own code beside it. */
export function toRefusal(outcome: Refused): Refusal {
  return new Refusal(
    codes[outcome.reason],
    [messages[outcome.reason], "It answered:", outcome.supplierCode, outcome.supplierText]
      .filter((part) => part !== "")
      .join(" "),
    { supplierCode: outcome.supplierCode, reason: outcome.reason },
  );
}
