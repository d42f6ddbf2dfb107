import type { Insertable } from "kysely";

import type { Database } from "../../db/generated/database";
import { newId } from "../../db/new-id";
import { toMoney } from "../../db/read/amounts";
import type { BspCandidate } from "../../db/read/bsp-candidates";
import type { BspFileRow } from "../../db/read/bsp-files";
import type { UnreportedTicket } from "../../db/read/unreported-tickets";
import type { Difference } from "../../domain/bsp/matching/differences";
import { formatAmount } from "../../domain/money";

export type ExceptionRow = Omit<Insertable<Database["bsp_exceptions"]>, "partner_id">;

/** Due before the transaction is remitted. */
export function toExceptionRow(row: BspCandidate, difference: Difference): ExceptionRow {
  const { kind, field, minor } = difference;
  return {
    public_id: newId("bspException"),
    bsp_import_file_id: row.bsp_import_file_id,
    exception_key: [row.file_ordinal, kind, field ?? ""].join(":"),
    bsp_staged_transaction_id: row.bsp_staged_transaction_id,
    booking_ticket_id: row.booking_ticket_id,
    branch_id: row.branch_id,
    difference_kind: kind,
    difference_field: field,
    document_number: row.document_number,
    airline_number: row.airline_number,
    currency: row.currency,
    stated_text: difference.stated,
    expected_text: difference.expected,
    difference_amount: formatAmount({ currency: row.currency, minor }),
    suggested_action: difference.action,
    due_on: row.remittance_ends_on,
  };
}

/** What BSP may bill later: what we expect to owe of it. */
export function toUnreportedRow(
  { bsp_import_file_id: fileId }: BspFileRow,
  ticket: UnreportedTicket,
): ExceptionRow {
  const { currency } = ticket;
  const minor = (amount: string) => toMoney(amount, currency).minor;
  const gross = minor(ticket.base_amount) + minor(ticket.tax_amount);
  const cash = ticket.form_of_payment === "cash" ? gross : 0n;
  return {
    public_id: newId("bspException"),
    bsp_import_file_id: fileId,
    exception_key: `ticket:${ticket.booking_ticket_id}:missing_in_bsp`,
    bsp_staged_transaction_id: null,
    booking_ticket_id: ticket.booking_ticket_id,
    branch_id: ticket.branch_id,
    difference_kind: "missing_in_bsp",
    difference_field: null,
    document_number: ticket.ticket_number,
    airline_number: ticket.ticket_number.slice(0, 3),
    currency,
    stated_text: null,
    expected_text: formatAmount({ currency, minor: gross }),
    difference_amount: formatAmount({
      currency,
      minor: minor(ticket.commission_amount) - cash,
    }),
    suggested_action: "wait",
    due_on: null,
  };
}
