import type { Kysely } from "kysely";
import { sql } from "kysely";

import type { DateRange, PeriodDates, RangeCover } from "../../domain/statements/cover-range";
import { coverRange } from "../../domain/statements/cover-range";
import type { Movement, Turnover } from "../../domain/statements/movement";
import { mergeMovements } from "../../domain/statements/movement";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import { toMoney } from "../read/amounts";
import { findEntriesAfter, sumLines } from "./line-sums";

export interface BalanceFilter {
  /** Null: of lines that name no branch. Absent: of all. */
  readonly branchId?: number | null | undefined;
}

export interface BookedPeriod extends PeriodDates {
  readonly fiscalYear: number;
}

/** The balances of one moment, never stale: what is folded, and the lines beyond it. */
export interface Balances {
  readonly periods: readonly BookedPeriod[];
  /** What moved in a range, on each account or on one. */
  movements(range: DateRange, only?: { readonly accountId: number }): Promise<Movement[]>;
  /** The part of it that entries of one kind have moved (`domain/journal/source-types.ts`). */
  movementsOfSource(range: DateRange, sourceType: string): Promise<Movement[]>;
}

/** Takes a snapshot (`inSnapshot`), in which balances and lines are of one moment. */
export async function openBalances(
  { db }: PartnerTransaction,
  filter: BalanceFilter = {},
): Promise<Balances> {
  const periods = await db
    .selectFrom("accounting_periods")
    .select([
      "accounting_period_id as periodId",
      "starts_on as startsOn",
      "ends_on as endsOn",
      "fiscal_year as fiscalYear",
    ])
    .orderBy("starts_on")
    .execute();
  const unfolded = await sumUnfolded(db, filter);
  return {
    periods,
    movements: async (range, only) => {
      const cover = coverRange(range, periods);
      const rows = [
        ...(await sumPeriods(db, cover.periodIds, { ...filter, ...only })),
        ...(await sumDays(db, cover.days, { ...filter, ...only })),
      ];
      const beyond = unfolded.filter((moved) => isIn(range, moved) && isOf(only, moved));
      return mergeMovements([...rows.map(toMovement), ...beyond]);
    },
    movementsOfSource: async (range, sourceType) => {
      const moved = await sumSource(db, sourceType, filter);
      return mergeMovements(moved.filter((one) => isIn(range, one)));
    },
  };
}

/** What moved in one range, where no more is asked of the snapshot. */
export async function readMovements(
  snapshot: PartnerTransaction,
  range: DateRange,
  filter: BalanceFilter = {},
): Promise<Movement[]> {
  return (await openBalances(snapshot, filter)).movements(range);
}

interface DayMovement extends Movement {
  readonly day: string;
}

function isIn({ from, to }: DateRange, { day }: DayMovement): boolean {
  return day <= to && (from === undefined || day >= from);
}

function isOf(only: { readonly accountId: number } | undefined, { accountId }: Movement): boolean {
  return only === undefined || accountId === only.accountId;
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
  { branchId, accountId }: BalanceFilter & { readonly accountId?: number },
): Promise<SumRow[]> {
  if (periodIds.length === 0) return [];
  let query = db
    .selectFrom("period_balances")
    .select([...keys, ...sums])
    .where("accounting_period_id", "in", periodIds)
    .groupBy(keys);
  if (branchId !== undefined) query = query.where("branch_id", "<=>", branchId);
  if (accountId !== undefined) query = query.where("account_id", "=", accountId);
  return query.execute();
}

async function sumDays(
  db: Kysely<Database>,
  days: RangeCover["days"],
  { branchId, accountId }: BalanceFilter & { readonly accountId?: number },
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
  if (branchId !== undefined) query = query.where("branch_id", "<=>", branchId);
  if (accountId !== undefined) query = query.where("account_id", "=", accountId);
  return query.execute();
}

async function sumUnfolded(db: Kysely<Database>, filter: BalanceFilter): Promise<DayMovement[]> {
  const fold = await db.selectFrom("ledger_folds").select("folded_entry_number").executeTakeFirst();
  const entries = await findEntriesAfter(db, fold?.folded_entry_number ?? 0);
  return entries === undefined ? [] : sumByDay(sumLines(db, entries), filter);
}

/** By its entries' ids, which are few: the lines are looked up by them. */
async function sumSource(
  db: Kysely<Database>,
  sourceType: string,
  filter: BalanceFilter,
): Promise<DayMovement[]> {
  const entries = await db
    .selectFrom("journal_entries")
    .select("journal_entry_id as id")
    .where("source_type", "=", sourceType)
    .execute();
  if (entries.length === 0) return [];
  const ids = entries.map(({ id }) => id);
  const lines = sumLines(db, { after: 0 }).where("line.journal_entry_id", "in", ids);
  return sumByDay(lines, filter);
}

async function sumByDay(
  lines: ReturnType<typeof sumLines>,
  { branchId }: BalanceFilter,
): Promise<DayMovement[]> {
  const query = lines.select("line.entry_date").groupBy("line.entry_date");
  const rows = await (
    branchId === undefined ? query : query.where("line.branch_id", "<=>", branchId)
  ).execute();
  return rows.map((row) => ({ day: row.entry_date, ...toMovement(row) }));
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
