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
    let opening = new Map(start);
    for (const { code, from, to } of await listPeriods(books)) {
      const entries = await listEntryNets(books, deferrals, { from, to });
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

async function listPeriods({ snapshot, range }: StatementBooks) {
  let query = snapshot.db
    .selectFrom("accounting_periods")
    .select(["period_code as code", "starts_on", "ends_on"])
    .where("starts_on", "<=", range.to)
    .orderBy("starts_on");
  if (range.from !== undefined) query = query.where("ends_on", ">=", range.from);
  const { from = "", to } = range;
  return (await query.execute()).map(({ code, starts_on: startsOn, ends_on: endsOn }) => ({
    code,
    from: startsOn > from ? startsOn : from,
    to: endsOn < to ? endsOn : to,
  }));
}

/** What each entry that touches a deferral comes to, there and on the income it may become. */
async function listEntryNets(
  { snapshot, filter, currency, accounts }: StatementBooks,
  deferrals: readonly StatementAccount[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<EntryNets[]> {
  if (deferrals.length === 0) return [];
  const ids = deferrals.map(({ accountId }) => accountId);
  const earned = deferrals.flatMap((account) => earnedAccountsOf(account, accounts));
  const column = currency.kind === "functional" ? "functional_amount" : "reporting_amount";
  let touching = snapshot.db
    .selectFrom("journal_entry_lines")
    .select("journal_entry_id")
    .where("account_id", "in", ids)
    .where("entry_date", ">=", from)
    .where("entry_date", "<=", to);
  let query = snapshot.db
    .selectFrom("journal_entry_lines as line")
    .select(["line.journal_entry_id", "line.account_id"])
    .select(({ ref }) =>
      sql<string>`SUM(IF(line.side = ${"credit"}, ${ref(`line.${column}`)}, -${ref(`line.${column}`)}))`.as(
        "net",
      ),
    )
    .where("line.account_id", "in", [...ids, ...earned.map(({ accountId }) => accountId)])
    .groupBy(["line.journal_entry_id", "line.account_id"]);
  if (filter.branchId !== undefined) {
    touching = touching.where("branch_id", "=", filter.branchId);
    query = query.where("line.branch_id", "=", filter.branchId);
  }
  const rows = await query.where("line.journal_entry_id", "in", touching).execute();
  const byEntry = new Map<number, Map<number, bigint>>();
  for (const row of rows) {
    const nets = byEntry.get(row.journal_entry_id) ?? new Map<number, bigint>();
    nets.set(row.account_id, toMoney(row.net, currency.currency).minor);
    byEntry.set(row.journal_entry_id, nets);
  }
  return [...byEntry.values()];
}
