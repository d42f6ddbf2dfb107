import { sql } from "kysely";

import { sourceTypes } from "../../../domain/journal/source-types";
import { money, zero } from "../../../domain/money";
import type { DeferredPolicy } from "../../../domain/recognition";
import { Refusal } from "../../../domain/refusal";
import { isDeferredRevenue } from "../../../domain/statements/deferred-revenue";
import type {
  BookedAmount,
  RollForwardColumns,
  RollForwardRow,
  ScheduledAmount,
  ScheduleMovement,
} from "../../../domain/statements/revenue-roll-forward";
import {
  rollForwardSchedules,
  totalRollForward,
} from "../../../domain/statements/revenue-roll-forward";
import type { Turnovers } from "../../../domain/statements/turnovers";
import { assertBalanced, balanceOf } from "../../../domain/statements/turnovers";
import type { PartnerDatabase } from "../../partner-scope";
import { toMoney } from "../amounts";
import { selectReleases } from "../revenue-releases";
import { listPeriodsOfRange } from "./periods-of-range";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";

export interface RevenueRollForward {
  readonly currency: string;
  readonly rows: readonly RollForwardRow[];
  readonly totals: RollForwardColumns;
}

/**
 * Deferred revenue by period, account, policy and product. Refuses (`STATEMENT_UNBALANCED`) to show
 * a closing that is not the accounts' balance, and another currency than the functional one, the
 * only one that schedules are kept in (`REPORTING_CURRENCY_MISSING`).
 */
export function readRevenueRollForward(
  scope: PartnerDatabase,
  request: StatementRequest,
): Promise<RevenueRollForward> {
  assertFunctional(request);
  return readStatement(scope, request, async (books) => {
    const { currency } = books.currency;
    const accounts = books.accounts.filter(isDeferredRevenue);
    const accountIds = accounts.map(({ accountId }) => accountId);
    const periods = await listPeriodsOfRange(books);
    const all = rollForwardSchedules({
      currency,
      accounts,
      periods: periods.map(({ code }) => code),
      scheduled: [
        ...(await listScheduled(books, accountIds)),
        ...(await listReleased(books, accountIds)),
      ],
      booked: await listBooked(books, accountIds, periods),
    });
    const last = periods.at(-1)?.code;
    const totals = {
      ...totalRollForward(all, currency),
      opening: totalRollForward(
        all.filter(({ period }) => period === periods[0]?.code),
        currency,
      ).opening,
      closing: totalRollForward(
        all.filter(({ period }) => period === last),
        currency,
      ).closing,
    };
    const end = await books.turnovers({ to: books.range.to });
    const balance = accountIds.reduce((sum, id) => sum + creditsOf(end, id), 0n);
    assertBalanced("revenue roll-forward", money(currency, totals.closing.minor - balance));
    return { currency, rows: all, totals };
  });
}

export function assertFunctional({ currency }: Pick<StatementRequest, "currency">): void {
  if (currency === "functional") return;
  throw new Refusal(
    "REPORTING_CURRENCY_MISSING",
    "Schedules are kept in the functional currency alone.",
  );
}

export function creditsOf(turnovers: Turnovers, accountId: number): bigint {
  return -balanceOf(turnovers, accountId).minor;
}

/** Of any books: MySQL takes no empty day. */
const firstDay = "1000-01-01";

/** The period that an entry is of; null of an earlier one, which is in the opening balance. */
function periodSince(opensOn: string) {
  return sql<string | null>`IF(entry.entry_date < ${opensOn}, NULL, period.period_code)`;
}

/** What schedules deferred, by the entry that wrote them. */
async function listScheduled(
  { snapshot, filter, range, currency }: StatementBooks,
  accountIds: readonly number[],
): Promise<ScheduledAmount[]> {
  if (accountIds.length === 0) return [];
  let query = snapshot.db
    .selectFrom("revenue_schedules as schedule")
    .innerJoin("bookings as booking", "booking.booking_id", "schedule.booking_id")
    .innerJoin("journal_entries as entry", "entry.posting_key", "schedule.posting_key")
    .innerJoin(
      "accounting_periods as period",
      "period.accounting_period_id",
      "entry.accounting_period_id",
    )
    .where("schedule.deferred_account_id", "in", accountIds)
    .where("entry.entry_date", "<=", range.to);
  if (filter.branchId !== undefined) query = query.where("booking.branch_id", "=", filter.branchId);
  const rows = await query
    .select([
      "schedule.deferred_account_id as account_id",
      "schedule.recognition_policy",
      "booking.product_code",
      periodSince(range.from ?? firstDay).as("in_period"),
      sql<string>`SUM(schedule.functional_amount)`.as("amount"),
    ])
    .select(({ eb, val }) =>
      eb
        .case()
        .when(
          eb.exists(
            eb
              .selectFrom("exchanges as exchange")
              .select("exchange.exchange_id")
              .whereRef("exchange.posting_key", "=", "schedule.posting_key"),
          ),
        )
        .then(val<ScheduleMovement>("exchange_in"))
        .else(val<ScheduleMovement>("issuance"))
        .end()
        .as("movement"),
    )
    .groupBy(["account_id", "recognition_policy", "product_code", "in_period", "movement"])
    .execute();
  return rows.map((row) => toScheduled(row, currency.currency));
}

/** What no longer waits, by the entry that says so. */
async function listReleased(
  { snapshot, filter, range, currency }: StatementBooks,
  accountIds: readonly number[],
): Promise<ScheduledAmount[]> {
  if (accountIds.length === 0) return [];
  let query = selectReleases(snapshot)
    .innerJoin("bookings as booking", "booking.booking_id", "schedule.booking_id")
    .innerJoin("journal_entries as entry", "entry.posting_key", "release.posting_key")
    .innerJoin(
      "accounting_periods as period",
      "period.accounting_period_id",
      "entry.accounting_period_id",
    )
    .where("schedule.deferred_account_id", "in", accountIds)
    .where("entry.entry_date", "<=", range.to);
  if (filter.branchId !== undefined) query = query.where("booking.branch_id", "=", filter.branchId);
  const rows = await query
    .select([
      "schedule.deferred_account_id as account_id",
      "schedule.recognition_policy",
      "booking.product_code",
      periodSince(range.from ?? firstDay).as("in_period"),
      sql<ScheduleMovement>`IF(release.release_reason = ${"exchange"}, ${"exchange_out"}, release.release_reason)`.as(
        "movement",
      ),
      sql<string>`SUM(release.functional_amount)`.as("amount"),
    ])
    .groupBy(["account_id", "recognition_policy", "product_code", "in_period", "movement"])
    .execute();
  return rows.map((row) => toScheduled(row, currency.currency));
}

interface AmountRow {
  readonly account_id: number;
  readonly recognition_policy: DeferredPolicy;
  readonly product_code: string;
  readonly in_period: string | null;
  readonly movement: ScheduleMovement;
  readonly amount: string;
}

function toScheduled(row: AmountRow, currency: string): ScheduledAmount {
  return {
    period: row.in_period,
    accountId: row.account_id,
    policy: row.recognition_policy,
    productCode: row.product_code,
    movement: row.movement,
    amount: toMoney(row.amount, currency),
  };
}

async function listBooked(
  books: StatementBooks,
  accountIds: readonly number[],
  periods: readonly { readonly code: string; readonly from: string; readonly to: string }[],
): Promise<BookedAmount[]> {
  const { currency } = books.currency;
  const opening = await books.opening();
  const booked: BookedAmount[] = accountIds.map((accountId) => ({
    period: null,
    accountId,
    moved: money(currency, creditsOf(opening, accountId)),
    revalued: zero(currency),
  }));
  for (const { code, from, to } of periods) {
    const moved = await books.turnovers({ from, to });
    const revalued = await books.turnovers({ from, to }, sourceTypes.revaluation);
    for (const accountId of accountIds) {
      booked.push({
        period: code,
        accountId,
        moved: money(currency, creditsOf(moved, accountId)),
        revalued: money(currency, creditsOf(revalued, accountId)),
      });
    }
  }
  return booked;
}
