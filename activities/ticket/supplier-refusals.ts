import type { RefusalCode } from "../../domain/refusal";
import { Refusal } from "../../domain/refusal";
import type { SupplierOutcome, SupplierRefusalReason } from "../../suppliers/port";

const codes: Readonly<Record<SupplierRefusalReason, RefusalCode>> = {
  reservation_not_found: "PNR_NOT_FOUND",
  reservation_invalid: "PNR_INVALID",
  already_ticketed: "TICKETED_ELSEWHERE",
  document_not_found: "SUPPLIER_REFUSED",
  void_window_closed: "SUPPLIER_REFUSED",
  credentials_rejected: "SUPPLIER_REFUSED",
  rejected: "SUPPLIER_REFUSED",
};

const messages: Readonly<Record<SupplierRefusalReason, string>> = {
  reservation_not_found: "The supplier has no reservation with this record locator.",
  reservation_invalid: "The reservation cannot be read or sold as it stands.",
  already_ticketed: "The supplier says that the reservation is ticketed already.",
  document_not_found: "The supplier does not know the document.",
  void_window_closed: "The supplier no longer voids the document: refund it.",
  credentials_rejected: "The supplier rejected the partner's credentials. Check them, then retry.",
  rejected: "The supplier refused.",
};

/** The supplier's no as ours, with its own code beside it. */
export function toRefusal(outcome: Extract<SupplierOutcome<never>, { kind: "refused" }>): Refusal {
  return new Refusal(
    codes[outcome.reason],
    [messages[outcome.reason], "It answered:", outcome.supplierCode, outcome.supplierText]
      .filter((part) => part !== "")
      .join(" "),
    { supplierCode: outcome.supplierCode, reason: outcome.reason },
  );
}
