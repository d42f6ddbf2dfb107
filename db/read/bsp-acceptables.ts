import { sql } from "kysely";

import type { AcceptableDifference } from "../../domain/bsp/matching/acceptance";
import type { SaleReference } from "../../domain/posting/booking-dimensions";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";
import { exceptionsWithTickets } from "./bsp-exceptions";

/** An exception with the ticket that accepting it would post to. */
export interface AcceptableException extends AcceptableDifference {
  readonly exceptionId: number;
  readonly publicId: string;
  readonly documentNumber: string;
  readonly airline: string;
  readonly suggestedAction: string;
  readonly sale:
    | (SaleReference & { readonly ticketId: number; readonly supplierId: number })
    | undefined;
}

/** In the order of the keys. */
export async function listAcceptables(
  scope: PartnerDatabase,
  exceptionIds: readonly number[],
): Promise<readonly AcceptableException[]> {
  if (exceptionIds.length === 0) return [];
  const rows = await selectAcceptables(scope)
    .where("exception.bsp_exception_id", "in", [...exceptionIds])
    .orderBy("exception.bsp_exception_id")
    .execute();
  return rows.map(toAcceptable);
}

function selectAcceptables(scope: PartnerDatabase) {
  return exceptionsWithTickets(scope)
    .leftJoin("booking_fares as fare", "fare.booking_fare_id", "ticket.booking_fare_id")
    .leftJoin("suppliers as supplier", "supplier.supplier_id", "ticket.supplier_id")
    .select([
      "exception.bsp_exception_id",
      "exception.public_id",
      "exception.document_number",
      "exception.airline_number",
      "exception.difference_kind",
      "exception.difference_field",
      "exception.difference_amount",
      "exception.suggested_action",
      "exception.currency",
      "file.state as file_state",
      "staged.transaction_code",
      "staged.gross_amount",
      "staged.commission_amount",
      sql<number | null>`(staged.remittance_amount - staged.commission_tax_amount
        = staged.gross_amount + staged.commission_amount)`.as("is_remitted_whole"),
      "ticket.booking_ticket_id",
      "ticket.status as ticket_status",
      "ticket.supplier_id",
      "supplier.settlement_mode",
      "fare.form_of_payment",
      "booking.booking_id",
      "booking.customer_id",
      "booking.branch_id",
      "booking.product_code",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectAcceptables>["execute"]>>[number];

function toAcceptable(row: Row): AcceptableException {
  const { currency, transaction_code: code, gross_amount: gross } = row;
  const { commission_amount: commission, ticket_status: status } = row;
  return {
    exceptionId: row.bsp_exception_id,
    publicId: row.public_id,
    documentNumber: row.document_number,
    airline: row.airline_number,
    suggestedAction: row.suggested_action,
    kind: row.difference_kind,
    field: row.difference_field,
    difference: toMoney(row.difference_amount, currency),
    isCounted: row.file_state === "imported",
    stated:
      code === null || gross === null || commission === null
        ? undefined
        : { code, gross: toMoney(gross, currency), commission: toMoney(commission, currency) },
    ticket: status === null ? undefined : { status, isOfBsp: row.settlement_mode === "bsp" },
    isCash: row.form_of_payment === "cash" && Number(row.is_remitted_whole) === 1,
    sale: toSale(row),
  };
}

function toSale(row: Row): AcceptableException["sale"] {
  const { booking_ticket_id: ticketId, supplier_id: supplierId } = row;
  const { booking_id: bookingId, customer_id: customerId, product_code: productCode } = row;
  if (ticketId === null || supplierId === null || bookingId === null) return undefined;
  if (customerId === null || productCode === null) return undefined;
  return {
    ticketId,
    supplierId,
    bookingId,
    customerId,
    productCode,
    ...(row.branch_id === null ? {} : { branchId: row.branch_id }),
  };
}
