import { sql } from "kysely";

import { accounts } from "../../domain/journal/accounts";
import type { Money } from "../../domain/money";
import { add, subtract, zero } from "../../domain/money";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";

/** What BSP should bill us for an airline, by our books, in one currency. */
export interface BspStatementRow {
  readonly supplierPublicId: string;
  readonly supplierName: string;
  readonly airlineCode: string | null;
  /** Claims of 2011 by what made them; below zero: the airline owes us. */
  readonly gross: Readonly<Record<BspClaim, Money>>;
  /** Within the sales: what of the fares was tax. */
  readonly taxes: Money;
  /** Of 1109: claimed, less recalled and settled. */
  readonly commission: Money;
  readonly netDue: Money;
}

type BspClaim = "sales" | "voids" | "refunds" | "exchanges" | "memos" | "other";

export interface BspPeriod {
  /** `YYYY-MM-DD`, of the entries. */
  readonly from?: string;
  readonly before?: string;
}

/**
 * A billing period by our books: what was booked in it with airlines that settle through BSP, by
 * airline and currency. What no sale, change or memo has made, payments among it, is other.
 */
export async function readBspStatement(
  scope: PartnerDatabase,
  period: BspPeriod,
): Promise<BspStatementRow[]> {
  const [sums, taxes] = await Promise.all([sumLines(scope, period), sumTaxes(scope, period)]);
  const rows = new Map<string, BspStatementRow>();
  for (const sum of sums) {
    const key = `${sum.public_id} ${sum.currency}`;
    const tax = taxes.get(key);
    const row = rows.get(key) ?? emptyRow(sum, tax);
    const net = toMoney(sum.net, sum.currency);
    rows.set(
      key,
      sum.account_code === accounts.bspPayable ? addClaim(row, sum, net) : take(row, net),
    );
  }
  return [...rows.values()];
}

type LineSum = Awaited<ReturnType<typeof sumLines>>[number];

function emptyRow({ public_id, supplier_name, airline_code, currency }: LineSum, tax?: string) {
  const none = zero(currency);
  return {
    supplierPublicId: public_id,
    supplierName: supplier_name,
    airlineCode: airline_code,
    gross: { sales: none, voids: none, refunds: none, exchanges: none, memos: none, other: none },
    taxes: tax === undefined ? none : toMoney(tax, currency),
    commission: none,
    netDue: none,
  };
}

function addClaim(row: BspStatementRow, { step }: LineSum, net: Money): BspStatementRow {
  const claim = claimOf(step);
  return {
    ...row,
    gross: { ...row.gross, [claim]: add(row.gross[claim], net) },
    netDue: add(row.netDue, net),
  };
}

/** What stands on the credit side of 1109 lessens the commission. */
function take(row: BspStatementRow, net: Money): BspStatementRow {
  return {
    ...row,
    commission: subtract(row.commission, net),
    netDue: add(row.netDue, net),
  };
}

/** By the first word of the posting key. */
function claimOf(step: string): BspClaim {
  if (step === "issue") return "sales";
  if (step === "refund") return "refunds";
  if (step === "exchange") return "exchanges";
  if (step.startsWith("void")) return "voids";
  return step.startsWith("memo") ? "memos" : "other";
}

function sumLines({ db }: PartnerDatabase, { from, before }: BspPeriod) {
  let query = db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "line.supplier_id")
    .where("account.account_code", "in", [accounts.bspPayable, accounts.commissionReceivable])
    .where("supplier.settlement_mode", "=", "bsp");
  if (from) query = query.where("line.entry_date", ">=", from);
  if (before) query = query.where("line.entry_date", "<", before);
  return query
    .select(["supplier.public_id", "supplier.supplier_name", "supplier.airline_code"])
    .select(["account.account_code", "line.transaction_currency as currency"])
    .select([
      sql<string>`SUBSTRING_INDEX(entry.posting_key, ${":"}, 1)`.as("step"),
      sql<string>`SUM(IF(line.side = ${"credit"}, line.transaction_amount, -line.transaction_amount))`.as(
        "net",
      ),
    ])
    .groupBy(["supplier.supplier_id", "supplier.public_id", "supplier.supplier_name"])
    .groupBy(["supplier.airline_code", "account.account_code", "line.transaction_currency"])
    .groupBy("step")
    .orderBy("supplier.supplier_name")
    .orderBy("supplier.supplier_id")
    .orderBy("line.transaction_currency")
    .execute();
}

/** Of the tickets that were issued for the first time in the period, by airline and currency. */
async function sumTaxes(
  { db }: PartnerDatabase,
  { from, before }: BspPeriod,
): Promise<ReadonlyMap<string, string>> {
  let query = db
    .selectFrom("booking_tickets as ticket")
    .innerJoin("booking_fares as fare", "fare.booking_fare_id", "ticket.booking_fare_id")
    .innerJoin("bookings as booking", "booking.booking_id", "ticket.booking_id")
    .innerJoin("journal_entries as entry", "entry.source_public_id", "booking.public_id")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "ticket.supplier_id")
    .where("ticket.conjunction_number", "=", 1)
    .where("ticket.exchanged_from_ticket_id", "is", null)
    .where("supplier.settlement_mode", "=", "bsp")
    .where(sql<boolean>`entry.posting_key = CONCAT(${"issue:"}, booking.public_id)`);
  if (from) query = query.where("entry.entry_date", ">=", from);
  if (before) query = query.where("entry.entry_date", "<", before);
  const rows = await query
    .select(["supplier.public_id", "fare.currency"])
    .select(({ fn }) => fn.sum<string>("fare.tax_amount").as("tax"))
    .groupBy(["supplier.public_id", "fare.currency"])
    .execute();
  return new Map(rows.map(({ public_id, currency, tax }) => [`${public_id} ${currency}`, tax]));
}
