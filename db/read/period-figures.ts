import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import { dueOn, selectSlices } from "./revenue-slices";

/** Supplier requests without an outcome, by when they were sent. */
export async function listOpenIntents({
  db,
}: PartnerDatabase): Promise<{ readonly key: string; readonly sentAt: string }[]> {
  const rows = await db
    .selectFrom("supplier_request_log")
    .select(["idempotency_key", "sent_at"])
    .where("state", "in", ["pending", "unknown"])
    .orderBy("sent_at")
    .execute();
  return rows.map((row) => ({ key: row.idempotency_key, sentAt: toInstant(row.sent_at) }));
}

export const undecidedStates = ["HELD", "PENDING_PAYMENT", "PENDING_APPROVAL"] as const;

export interface UndecidedBooking {
  readonly reference: string;
  readonly createdAt: string;
  readonly deadlineAt: string | null;
}

/** Bookings that are neither issued nor let go. */
export async function listUndecidedBookings({ db }: PartnerDatabase): Promise<UndecidedBooking[]> {
  const rows = await db
    .selectFrom("bookings")
    .select(["booking_reference", "created_at", "ticketing_deadline_at"])
    .where("state", "in", undecidedStates)
    .orderBy("created_at")
    .execute();
  return rows.map((row) => ({
    reference: row.booking_reference,
    createdAt: toInstant(row.created_at),
    deadlineAt: row.ticketing_deadline_at && toInstant(row.ticketing_deadline_at),
  }));
}

/** Lines on some accounts in a range of days. */
export async function countLinesOn(
  { db }: PartnerDatabase,
  codes: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<number> {
  const row = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("account.account_code", "in", [...codes])
    .where("line.entry_date", ">=", from)
    .where("line.entry_date", "<=", to)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** What accounts hold at the end of a day: functional debits less credits. */
export async function sumAccounts(
  { db }: PartnerDatabase,
  codes: readonly string[],
  through: string,
): Promise<string> {
  const row = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select(
      sql<
        string | null
      >`SUM(IF(line.side = ${"debit"}, line.functional_amount, -line.functional_amount))`.as(
        "balance",
      ),
    )
    .where("account.account_code", "in", [...codes])
    .where("line.entry_date", "<=", through)
    .executeTakeFirstOrThrow();
  return row.balance ?? "0";
}

export interface DeferralFigures {
  /** Slices that are due by the day, of what was deferred by then and is not released whole. */
  readonly due: number;
  /** Functional credits less debits: what the accounts still defer. */
  readonly deferred: string;
  /** What they should still defer: the slices of later days. */
  readonly later: string;
}

/** What recognition has left on the accounts that schedules defer on, a principal's cost against it. */
export async function sumDeferrals(
  { db }: PartnerDatabase,
  through: string,
): Promise<DeferralFigures> {
  const slices = await selectSlices({ db })
    .innerJoin("journal_entries as entry", "entry.posting_key", "schedule.posting_key")
    .leftJoin(
      releasedThrough(db, through),
      "released.revenue_schedule_line_id",
      "slice.revenue_schedule_line_id",
    )
    .select([
      sql<
        string | null
      >`SUM(IF(${dueOn} <= ${through} AND slice.functional_amount > COALESCE(released.given_back, 0), 1, 0))`.as(
        "due",
      ),
      sql<
        string | null
      >`SUM(IF(${dueOn} > ${through}, IF(schedule.schedule_kind = ${"principal_cost"}, -1, 1) * (slice.functional_amount - COALESCE(released.functional_amount, 0)), 0))`.as(
        "later",
      ),
    ])
    .where("entry.entry_date", "<=", through)
    .executeTakeFirstOrThrow();
  const booked = await db
    .selectFrom("journal_entry_lines")
    .select(
      sql<string | null>`SUM(IF(side = ${"credit"}, functional_amount, -functional_amount))`.as(
        "deferred",
      ),
    )
    .where("account_id", "in", ({ selectFrom }) =>
      selectFrom("revenue_schedules").select("deferred_account_id"),
    )
    .where("entry_date", "<=", through)
    .executeTakeFirstOrThrow();
  return {
    due: Number(slices.due ?? 0),
    deferred: booked.deferred ?? "0",
    later: slices.later ?? "0",
  };
}

/** What entries dated by the day have released of each slice. */
function releasedThrough(db: PartnerDatabase["db"], through: string) {
  return db
    .selectFrom("revenue_releases as release")
    .innerJoin("journal_entries as released_by", "released_by.posting_key", "release.posting_key")
    .where("released_by.entry_date", "<=", through)
    .groupBy("release.revenue_schedule_line_id")
    .select(({ fn }) => [
      "release.revenue_schedule_line_id",
      fn.sum<string>("release.functional_amount").as("functional_amount"),
      sql<string>`SUM(IF(release.release_reason = ${"recognition"}, 0, release.functional_amount))`.as(
        "given_back",
      ),
    ])
    .as("released");
}
