import type { SqlBool } from "kysely";
import { sql } from "kysely";

import type { DeferredPolicy } from "../../domain/recognition";
import type { PartnerDatabase } from "../partner-scope";
import { isOneOfMany } from "./is-one-of-many";
import type { DueRule } from "./revenue-slices";
import { dueOn, dueRule, selectSlices } from "./revenue-slices";

export interface DueTotals {
  readonly bookings: number;
  readonly lines: number;
  /** Functional, decimal: revenue less the cost of it. */
  readonly amount: string;
}

/** What is due together, by what the accountant looks for it under. */
export interface DueGroup {
  readonly kind: "commission" | "mark_up" | "service_fee" | "principal_revenue" | "principal_cost";
  readonly policy: DeferredPolicy;
  /** Why it is due: as it was scheduled, or by what was reported since. */
  readonly rule: DueRule;
  readonly productCode: string;
  readonly branchId: string | null;
  readonly supplierId: string | null;
  readonly deferredAccount: string;
  readonly recognisedAccount: string;
  readonly lines: number;
  readonly amount: string;
}

/** Bookings by their keys: after one and up to another. */
export interface BookingRange {
  readonly after: number;
  readonly to: number | null;
}

/** A booking of which something is due. */
export interface DueBooking {
  readonly bookingId: number;
  /** The first of its slices that are due. */
  readonly firstLineId: number;
  /** Whether anything that is due of it was deferred in a currency that is not the books' own. */
  readonly isForeign: boolean;
}

/** Bookings by their keys, in a range or one by one, ascending. */
type Bookings = BookingRange | readonly number[];

/** Slices whose day has come by `through`, with what was released of each: late ones with them. */
function selectReached(scope: PartnerDatabase, through: string, bookings?: Bookings) {
  let reached = selectSlices(scope).where(dueOn, "<=", through);
  if (isListed(bookings)) {
    reached = reached.where((builder) =>
      isOneOfMany(builder, builder.ref("schedule.booking_id"), bookings),
    );
  } else if (bookings !== undefined) {
    const { after, to } = bookings;
    reached = reached.where("schedule.booking_id", ">", after);
    if (to !== null) reached = reached.where("schedule.booking_id", "<=", to);
  }
  return reached
    .select([
      "schedule.booking_id",
      "schedule.booking_ticket_id",
      "schedule.schedule_kind",
      "schedule.recognition_policy",
      "schedule.deferred_account_id",
      "schedule.recognised_account_id",
      "schedule.transaction_currency",
      "schedule.functional_currency",
      "slice.revenue_schedule_line_id",
      "slice.functional_amount",
      dueOn.as("due_on"),
      dueRule.as("due_rule"),
    ])
    .select(({ fn, lit, selectFrom }) =>
      fn
        .coalesce(
          selectFrom("revenue_releases as release")
            .select((release) => release.fn.sum<string>("release.functional_amount").as("sum"))
            .whereRef("release.revenue_schedule_line_id", "=", "slice.revenue_schedule_line_id"),
          lit(0),
        )
        .as("released_amount"),
    );
}

function isListed(bookings: Bookings | undefined): bookings is readonly number[] {
  return Array.isArray(bookings);
}

/** Those of which something still waits; a cost counts against the revenue. */
export function selectDue(scope: PartnerDatabase, through: string, bookings?: Bookings) {
  return scope.db
    .selectFrom(selectReached(scope, through, bookings).as("reached"))
    .whereRef("reached.functional_amount", ">", "reached.released_amount")
    .selectAll("reached")
    .select(
      sql<string>`IF(schedule_kind = ${"principal_cost"}, -1, 1) * (functional_amount - released_amount)`.as(
        "amount",
      ),
    );
}

export async function sumDue(scope: PartnerDatabase, through: string): Promise<DueTotals> {
  const row = await scope.db
    .selectFrom(selectDue(scope, through).as("due"))
    .select([
      sql<number>`COUNT(DISTINCT due.booking_id)`.as("bookings"),
      sql<number>`COUNT(*)`.as("lines"),
      sql<string>`COALESCE(SUM(due.amount), 0)`.as("amount"),
    ])
    .executeTakeFirstOrThrow();
  return row;
}

/** The first day by this one of which something still waits. */
export async function findFirstDueDay(
  scope: PartnerDatabase,
  through: string,
): Promise<string | null> {
  const row = await scope.db
    .selectFrom(selectDue(scope, through).as("due"))
    .select(({ fn }) => fn.min<string | null>("due.due_on").as("day"))
    .executeTakeFirstOrThrow();
  return row.day;
}

/** The last booking of each batch of so many, in the order of their keys; the rest follow the last. */
export async function listDueCuts(
  scope: PartnerDatabase,
  { through, batchSize }: { readonly through: string; readonly batchSize: number },
): Promise<number[]> {
  const { db } = scope;
  const bookings = db
    .selectFrom(selectDue(scope, through).as("due"))
    .select([
      "due.booking_id",
      sql<number>`ROW_NUMBER() OVER (ORDER BY due.booking_id)`.as("place"),
    ])
    .groupBy("due.booking_id");
  const rows = await db
    .selectFrom(bookings.as("booking"))
    .select("booking.booking_id")
    .where(sql<SqlBool>`booking.place % ${batchSize} = 0`)
    .orderBy("booking.booking_id")
    .execute();
  return rows.map((row) => row.booking_id);
}

/** Bookings after one and up to another of which something is due. */
export async function listDueBookings(
  scope: PartnerDatabase,
  through: string,
  range: BookingRange,
): Promise<DueBooking[]> {
  const rows = await scope.db
    .selectFrom(selectDue(scope, through, range).as("due"))
    .select(({ fn }) => [
      "due.booking_id",
      fn.min<number>("due.revenue_schedule_line_id").as("first_line_id"),
      sql<number>`MAX(due.transaction_currency <> due.functional_currency)`.as("is_foreign"),
    ])
    .groupBy("due.booking_id")
    .orderBy("due.booking_id")
    .execute();
  return rows.map((row) => ({
    bookingId: row.booking_id,
    firstLineId: row.first_line_id,
    isForeign: row.is_foreign === 1,
  }));
}

/** For a preview: nothing is written. */
export async function listDueGroups(scope: PartnerDatabase, through: string): Promise<DueGroup[]> {
  const rows = await scope.db
    .selectFrom(selectDue(scope, through).as("due"))
    .innerJoin("bookings as booking", "booking.booking_id", "due.booking_id")
    .leftJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "due.booking_ticket_id")
    .leftJoin("suppliers as supplier", "supplier.supplier_id", "ticket.supplier_id")
    .leftJoin("branches as branch", "branch.branch_id", "booking.branch_id")
    .innerJoin("chart_of_accounts as deferred", "deferred.account_id", "due.deferred_account_id")
    .innerJoin("chart_of_accounts as earned", "earned.account_id", "due.recognised_account_id")
    .select([
      "due.schedule_kind as kind",
      "due.recognition_policy as policy",
      "due.due_rule as rule",
      "booking.product_code as productCode",
      "branch.public_id as branchId",
      "supplier.public_id as supplierId",
      "deferred.account_code as deferredAccount",
      "earned.account_code as recognisedAccount",
      sql<number>`COUNT(*)`.as("lines"),
      sql<string>`SUM(due.amount)`.as("amount"),
    ])
    .groupBy([
      "due.schedule_kind",
      "due.recognition_policy",
      "due.due_rule",
      "booking.product_code",
      "branch.public_id",
      "supplier.public_id",
      "deferred.account_code",
      "earned.account_code",
    ])
    .orderBy("deferred.account_code")
    .orderBy("due.schedule_kind")
    .orderBy("due.due_rule")
    .orderBy("supplier.public_id")
    .execute();
  return rows;
}
