import type { EntryLine } from "../../domain/journal/build-entry";
import type { Dimensions } from "../../domain/journal/posting";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";

/** Lines with the codes of their accounts, to be narrowed. */
export function selectEntryLines({ db }: PartnerDatabase) {
  return db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .selectAll("line")
    .select("account.account_code");
}

type LineRow = Awaited<ReturnType<ReturnType<typeof selectEntryLines>["executeTakeFirstOrThrow"]>>;

export function toEntryLine(row: LineRow): EntryLine {
  return {
    lineNumber: row.line_number,
    account: row.account_code,
    side: row.side,
    transaction: toMoney(row.transaction_amount, row.transaction_currency),
    functional: toMoney(row.functional_amount, row.functional_currency),
    fxRate: row.fx_rate,
    ...toReporting(row),
    dimensions: toDimensions(row),
  };
}

function toReporting(row: LineRow): Pick<EntryLine, "reporting" | "reportingFxRate"> {
  const { reporting_amount: amount, reporting_currency: currency, reporting_fx_rate: rate } = row;
  if (amount === null || currency === null || rate === null) return {};
  return { reporting: toMoney(amount, currency), reportingFxRate: rate };
}

function toDimensions(row: LineRow): Dimensions {
  return {
    ...(row.customer_id !== null && { customerId: row.customer_id }),
    ...(row.supplier_id !== null && { supplierId: row.supplier_id }),
    ...(row.booking_id !== null && { bookingId: row.booking_id }),
    ...(row.booking_ticket_id !== null && { ticketId: row.booking_ticket_id }),
    ...(row.branch_id !== null && { branchId: row.branch_id }),
    ...(row.service_date !== null && { serviceDate: row.service_date }),
    ...(row.product_code !== null && { productCode: row.product_code }),
    ...(row.tax_code !== null && { taxCode: row.tax_code }),
  };
}
