import type { Kysely } from "kysely";
import { sql } from "kysely";

import type { DateRange, RangeCover } from "../../domain/statements/cover-range";
import { coverRange } from "../../domain/statements/cover-range";
import type { Movement, Turnover } from "../../domain/statements/movement";
import { mergeMovements } from "../../domain/statements/movement";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import { toMoney } from "../read/amounts";
import { sumLines } from "./line-sums";

export interface BalanceFilter {
  readonly branchId?: number | undefined;
  readonly accountId?: number | undefined;
}

/**
 * What moved on each account in a range, never stale: folded balances, and the lines beyond them.
 * Takes a snapshot (`inSnapshot`), in which both are of one moment.
 */
export async function readMovements(
  { db }: PartnerTransaction,
  range: DateRange,
  filter: BalanceFilter = {},
): Promise<Movement[]> {
  const periods = await db
    .selectFrom("accounting_periods")
    .select(["accounting_period_id as periodId", "starts_on as startsOn", "ends_on as endsOn"])
    .orderBy("starts_on")
    .execute();
  const cover = coverRange(range, periods);
  const rows = [
    ...(await sumPeriods(db, cover.periodIds, filter)),
    ...(await sumDays(db, cover.days, filter)),
    ...(await sumUnfolded(db, range, filter)),
  ];
  return mergeMovements(rows.map(toMovement));
}

/**
 * The part of it that entries of one kind have moved (`domain/journal/source-types.ts`): from their
 * lines, as they are few.
 */
export async function readMovementsOfSource(
  { db }: PartnerTransaction,
  range: DateRange,
  { sourceType, ...filter }: BalanceFilter & { readonly sourceType: string },
): Promise<Movement[]> {
  const query = sumLinesIn(db, { after: 0 }, range, filter);
  const rows = await query.where("entry.source_type", "=", sourceType).execute();
  return rows.map(toMovement);
}

const keys = [
  "account_id",
  "transaction_currency",
  "functional_currency",
  "reporting_currency",
] as const;
const sums = [
  sql<string>`SUM(transaction_debit_amount)`.as("transaction_debits"),
  sql<string>`SUM(transaction_credit_amount)`.as("transaction_credits"),
  sql<string>`SUM(functional_debit_amount)`.as("functional_debits"),
  sql<string>`SUM(functional_credit_amount)`.as("functional_credits"),
  sql<string>`SUM(reporting_debit_amount)`.as("reporting_debits"),
  sql<string>`SUM(reporting_credit_amount)`.as("reporting_credits"),
];

async function sumPeriods(
  db: Kysely<Database>,
  periodIds: RangeCover["periodIds"],
  { branchId, accountId }: BalanceFilter,
): Promise<SumRow[]> {
  if (periodIds.length === 0) return [];
  let query = db
    .selectFrom("period_balances")
    .select([...keys, ...sums])
    .where("accounting_period_id", "in", periodIds)
    .groupBy(keys);
  if (branchId !== undefined) query = query.where("branch_id", "=", branchId);
  if (accountId !== undefined) query = query.where("account_id", "=", accountId);
  return query.execute();
}

async function sumDays(
  db: Kysely<Database>,
  days: RangeCover["days"],
  { branchId, accountId }: BalanceFilter,
): Promise<SumRow[]> {
  if (days.length === 0) return [];
  let query = db
    .selectFrom("daily_balances")
    .select([...keys, ...sums])
    .where((eb) =>
      eb.or(
        days.map(({ from, to }) =>
          eb.and([eb("entry_date", ">=", from), eb("entry_date", "<=", to)]),
        ),
      ),
    )
    .groupBy(keys);
  if (branchId !== undefined) query = query.where("branch_id", "=", branchId);
  if (accountId !== undefined) query = query.where("account_id", "=", accountId);
  return query.execute();
}

async function sumUnfolded(
  db: Kysely<Database>,
  range: DateRange,
  filter: BalanceFilter,
): Promise<SumRow[]> {
  const fold = await db.selectFrom("ledger_folds").select("folded_entry_number").executeTakeFirst();
  return sumLinesIn(db, { after: fold?.folded_entry_number ?? 0 }, range, filter).execute();
}

function sumLinesIn(
  db: Kysely<Database>,
  beyond: { readonly after: number },
  { from, to }: DateRange,
  { branchId, accountId }: BalanceFilter,
) {
  let query = sumLines(db, beyond).where("entry.entry_date", "<=", to);
  if (from !== undefined) query = query.where("entry.entry_date", ">=", from);
  if (branchId !== undefined) query = query.where("line.branch_id", "=", branchId);
  if (accountId !== undefined) query = query.where("line.account_id", "=", accountId);
  return query;
}

interface SumRow {
  readonly account_id: number;
  readonly transaction_currency: string;
  readonly functional_currency: string;
  readonly reporting_currency: string | null;
  readonly transaction_debits: string;
  readonly transaction_credits: string;
  readonly functional_debits: string;
  readonly functional_credits: string;
  readonly reporting_debits: string;
  readonly reporting_credits: string;
}

function toMovement(row: SumRow): Movement {
  const { reporting_currency: reporting } = row;
  return {
    accountId: row.account_id,
    transaction: toTurnover(
      row.transaction_debits,
      row.transaction_credits,
      row.transaction_currency,
    ),
    functional: toTurnover(row.functional_debits, row.functional_credits, row.functional_currency),
    reporting:
      reporting === null
        ? null
        : toTurnover(row.reporting_debits, row.reporting_credits, reporting),
  };
}

function toTurnover(debits: string, credits: string, currency: string): Turnover {
  return { debits: toMoney(debits, currency), credits: toMoney(credits, currency) };
}
