import { sql } from "kysely";

import type { Money } from "../../../domain/money";
import { add, money, zero } from "../../../domain/money";
import type { DeferredPolicy } from "../../../domain/recognition";
import { isDeferredRevenue } from "../../../domain/statements/deferred-revenue";
import type { PartnerDatabase } from "../../partner-scope";
import { toMoney } from "../amounts";
import { dueOn, selectSlices } from "../revenue-slices";
import { assertFunctional, creditsOf } from "./revenue-roll-forward";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";

export const bandNames = ["overdue", "within_12_months", "13_to_24_months", "later"] as const;

/** What is to be earned in one month, of one account, policy and product. */
interface ObligationRow {
  /** `YYYY-MM`; that of the day asked for, where it is overdue. */
  readonly month: string;
  readonly band: (typeof bandNames)[number];
  readonly account: string;
  readonly policy: DeferredPolicy;
  readonly productCode: string;
  readonly bookings: number;
  readonly amount: Money;
  /** Of it, of schedules that end within a year of their entry (IFRS 15.121(a)). */
  readonly withinOneYear: Money;
}

interface ObligationBand {
  readonly band: (typeof bandNames)[number];
  readonly amount: Money;
}

export interface RemainingObligations {
  readonly currency: string;
  /** The waterfall. */
  readonly rows: readonly ObligationRow[];
  readonly bands: readonly ObligationBand[];
  readonly total: Money;
  readonly withinOneYear: Money;
  /** On the accounts without a schedule: entries by hand. */
  readonly unscheduled: Money;
  /** What the accounts defer: the total and what has no schedule. */
  readonly balance: Money;
}

/**
 * Revenue of services that are sold and not given yet on a day, by the month in which it will be
 * earned (IFRS 15.120). In functional currency alone (`REPORTING_CURRENCY_MISSING`).
 */
export function readRemainingObligations(
  scope: PartnerDatabase,
  request: StatementRequest,
): Promise<RemainingObligations> {
  assertFunctional(request);
  return readStatement(scope, request, async (books) => {
    const { currency } = books.currency;
    const deferrals = books.accounts.filter(isDeferredRevenue);
    const waiting = await listWaiting(
      books,
      deferrals.map(({ accountId }) => accountId),
    );
    const rows = waiting.map((row): ObligationRow => ({
      month: row.month,
      band: row.band,
      account: row.account_code,
      policy: row.recognition_policy,
      productCode: row.product_code,
      bookings: row.bookings,
      amount: toMoney(row.amount, currency),
      withinOneYear: toMoney(row.within_one_year, currency),
    }));
    const sumOf = (amounts: readonly Money[]) => amounts.reduce(add, zero(currency));
    const total = sumOf(rows.map(({ amount }) => amount));
    const turnovers = await books.turnovers({ to: books.range.to });
    const booked = deferrals.reduce(
      (sum, { accountId }) => sum + creditsOf(turnovers, accountId),
      0n,
    );
    return {
      currency,
      rows,
      bands: bandNames.map((band) => ({
        band,
        amount: sumOf(rows.filter((row) => row.band === band).map(({ amount }) => amount)),
      })),
      total,
      withinOneYear: sumOf(rows.map((row) => row.withinOneYear)),
      unscheduled: money(currency, booked - total.minor),
      balance: money(currency, booked),
    };
  });
}

/** What is not released of slices by the day, of what was deferred by then. */
async function listWaiting(
  { snapshot, filter, range: { to } }: StatementBooks,
  accountIds: readonly number[],
) {
  if (accountIds.length === 0) return [];
  const released = snapshot.db
    .selectFrom("revenue_releases as release")
    .innerJoin("journal_entries as by", "by.posting_key", "release.posting_key")
    .where("by.entry_date", "<=", to)
    .groupBy("release.revenue_schedule_line_id")
    .select("release.revenue_schedule_line_id")
    .select(({ fn }) => fn.sum<string>("release.functional_amount").as("amount"));
  const ends = snapshot.db
    .selectFrom("revenue_schedule_lines")
    .groupBy("revenue_schedule_id")
    .select("revenue_schedule_id")
    .select(({ fn }) => fn.max("recognise_on").as("last_on"));
  let query = selectSlices(snapshot)
    .innerJoin("bookings as booking", "booking.booking_id", "schedule.booking_id")
    .innerJoin("journal_entries as entry", "entry.posting_key", "schedule.posting_key")
    .innerJoin("chart_of_accounts as account", "account.account_id", "schedule.deferred_account_id")
    .innerJoin(ends.as("end"), "end.revenue_schedule_id", "schedule.revenue_schedule_id")
    .leftJoin(
      released.as("released"),
      "released.revenue_schedule_line_id",
      "slice.revenue_schedule_line_id",
    )
    .where("schedule.deferred_account_id", "in", accountIds)
    .where("entry.entry_date", "<=", to)
    .where(sql<boolean>`slice.functional_amount > COALESCE(released.amount, 0)`);
  if (filter.branchId !== undefined) query = query.where("booking.branch_id", "=", filter.branchId);
  const left = sql`slice.functional_amount - COALESCE(released.amount, 0)`;
  return query
    .select([
      "account.account_code",
      "schedule.recognition_policy",
      "booking.product_code",
      sql<string>`DATE_FORMAT(GREATEST(${dueOn}, ${to}), ${"%Y-%m"})`.as("month"),
      sql<ObligationBand["band"]>`CASE
        WHEN ${dueOn} <= ${to} THEN ${"overdue"}
        WHEN ${dueOn} <= DATE_ADD(${to}, INTERVAL 12 MONTH) THEN ${"within_12_months"}
        WHEN ${dueOn} <= DATE_ADD(${to}, INTERVAL 24 MONTH) THEN ${"13_to_24_months"}
        ELSE ${"later"} END`.as("band"),
      sql<number>`COUNT(DISTINCT booking.booking_id)`.as("bookings"),
      sql<string>`SUM(${left})`.as("amount"),
      sql<string>`SUM(IF(end.last_on <= DATE_ADD(entry.entry_date, INTERVAL 12 MONTH), ${left}, 0))`.as(
        "within_one_year",
      ),
    ])
    .groupBy(["month", "band", "account_code", "recognition_policy", "product_code"])
    .orderBy("month")
    .orderBy("band")
    .orderBy("account_code")
    .orderBy("recognition_policy")
    .orderBy("product_code")
    .execute();
}
