import { sql } from "kysely";

import type { Money } from "../../../domain/money";
import { money, subtract, zero } from "../../../domain/money";
import type {
  DeferralColumns,
  DeferralRow,
  EntryNets,
} from "../../../domain/statements/deferred-revenue";
import {
  earnedAccountsOf,
  isDeferredRevenue,
  joinPeriods,
  rollForward,
  totalDeferrals,
} from "../../../domain/statements/deferred-revenue";
import type { StatementAccount } from "../../../domain/statements/statement-account";
import type { Turnovers } from "../../../domain/statements/turnovers";
import { assertBalanced, balanceOf } from "../../../domain/statements/turnovers";
import type { PartnerDatabase } from "../../partner-scope";
import { toMoney } from "../amounts";
import { listPeriodsOfRange } from "./periods-of-range";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";

export interface DeferralPeriod {
  readonly code: string;
  /** As far as it lies in the range. */
  readonly from: string;
  readonly to: string;
  readonly rows: readonly DeferralRow[];
  readonly totals: DeferralColumns;
}

export interface DeferredRevenue {
  readonly currency: string;
  readonly periods: readonly DeferralPeriod[];
  /** Over the whole range. */
  readonly rows: readonly DeferralRow[];
  readonly totals: DeferralColumns;
}

/** Refuses (`STATEMENT_UNBALANCED`) to show a closing that is not the balance of its account. */
export function readDeferredRevenue(
  scope: PartnerDatabase,
  request: StatementRequest,
): Promise<DeferredRevenue> {
  return readStatement(scope, request, async (books) => {
    const { currency } = books.currency;
    const deferrals = books.accounts.filter(isDeferredRevenue);
    const periods: DeferralPeriod[] = [];
    // First: it refuses entries without the currency that is asked for.
    const end = await books.turnovers({ to: books.range.to });
    const start = await openingOf(books, deferrals);
    const moved = await listDayNets(books, deferrals);
    let opening = new Map(start);
    for (const { code, from, to } of await listPeriodsOfRange(books)) {
      const entries = moved.filter(({ day }) => day >= from && day <= to).map(({ nets }) => nets);
      const rows = rollForward(deferrals, books.accounts, { currency, opening, entries });
      opening = new Map(rows.map((row) => [row.account.accountId, row.closing]));
      const shown = rows.filter(isShown);
      if (shown.length === 0) continue;
      periods.push({ code, from, to, rows: shown, totals: totalDeferrals(shown, currency) });
    }
    const rows = joinRows(periods);
    const totals = totalDeferrals(rows, currency);
    assertTied(end, deferrals, totals);
    return { currency, periods, rows, totals };
  });
}

async function openingOf(
  books: StatementBooks,
  deferrals: readonly StatementAccount[],
): Promise<ReadonlyMap<number, Money>> {
  const turnovers = await books.opening();
  return new Map(deferrals.map(({ accountId }) => [accountId, creditsOf(turnovers, accountId)]));
}

function creditsOf(turnovers: Turnovers, accountId: number): Money {
  return subtract(zero(turnovers.currency), balanceOf(turnovers, accountId));
}

function isShown({ opening, deferred, recognised, released }: DeferralRow): boolean {
  return [opening, deferred, recognised, released].some(({ minor }) => minor !== 0n);
}

function joinRows(periods: readonly DeferralPeriod[]): DeferralRow[] {
  const joined = new Map<string, DeferralRow>();
  for (const row of periods.flatMap(({ rows }) => rows)) {
    const { code } = row.account;
    const before = joined.get(code);
    joined.set(code, before === undefined ? row : joinPeriods(before, row));
  }
  return [...joined.values()].toSorted((left, right) =>
    left.account.code < right.account.code ? -1 : 1,
  );
}

function assertTied(
  turnovers: Turnovers,
  deferrals: readonly StatementAccount[],
  { closing }: DeferralColumns,
): void {
  const balance = deferrals.reduce(
    (sum, { accountId }) => sum + creditsOf(turnovers, accountId).minor,
    0n,
  );
  const difference = money(closing.currency, closing.minor - balance);
  assertBalanced("deferred revenue roll-forward", difference);
}

interface DayNets {
  readonly day: string;
  readonly nets: EntryNets;
}

/** What a day's entries come to, on each deferral that moved and on the income it may become. */
async function listDayNets(
  books: StatementBooks,
  deferrals: readonly StatementAccount[],
): Promise<DayNets[]> {
  const { byAccount } = await books.turnovers(books.range);
  const nets: DayNets[] = [];
  for (const account of deferrals.filter(({ accountId }) => byAccount.has(accountId))) {
    nets.push(...(await listNetsOf(books, account)));
  }
  return nets;
}

/**
 * Entries of a day whose net, earned part and sum of both have the same signs are taken as one:
 * what of them is deferred, recognised and released is then the same for all as for each.
 */
async function listNetsOf(books: StatementBooks, account: StatementAccount): Promise<DayNets[]> {
  const { currency } = books.currency;
  const earned = earnedAccountsOf(account, books.accounts).map(({ accountId }) => accountId);
  const { accountId } = account;
  const ofEntry = selectEntryNets(books, { accountId, earned });
  const rows = await books.snapshot.db
    .selectFrom(ofEntry.as("entry"))
    .select(["entry.entry_date"])
    .select([sql<string>`SUM(net)`.as("net"), sql<string>`SUM(earned)`.as("earned")])
    .groupBy(["entry.entry_date", sql`SIGN(net)`, sql`SIGN(earned)`, sql`SIGN(net + earned)`])
    .execute();
  return rows.map((row) => ({
    day: row.entry_date,
    nets: new Map([
      [accountId, toMoney(row.net, currency).minor],
      ...earned.slice(0, 1).map((id) => [id, toMoney(row.earned, currency).minor] as const),
    ]),
  }));
}

/** Credits less debits of each entry that touches an account: on it, and on the income. */
function selectEntryNets(
  { snapshot, filter, range, currency }: StatementBooks,
  { accountId, earned }: { readonly accountId: number; readonly earned: readonly number[] },
) {
  const column = currency.kind === "functional" ? "functional_amount" : "reporting_amount";
  let query = snapshot.db
    .selectFrom("journal_entry_lines as line")
    .where("line.account_id", "in", [accountId, ...earned])
    .where("line.entry_date", "<=", range.to);
  if (range.from !== undefined) query = query.where("line.entry_date", ">=", range.from);
  if (filter.branchId !== undefined) query = query.where("line.branch_id", "=", filter.branchId);
  return query
    .groupBy(["line.journal_entry_id", "line.entry_date"])
    .having(sql`SUM(line.account_id = ${accountId})`, ">", 0)
    .select("line.entry_date")
    .select(({ ref }) => {
      const amount = ref(`line.${column}`);
      const signed = sql`IF(line.side = ${"credit"}, ${amount}, -${amount})`;
      return [
        sql<string>`SUM(IF(line.account_id = ${accountId}, ${signed}, 0))`.as("net"),
        sql<string>`SUM(IF(line.account_id = ${accountId}, 0, ${signed}))`.as("earned"),
      ];
    });
}
