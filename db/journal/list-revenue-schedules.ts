import { groupBy } from "../../domain/group-by";
import { invariant } from "../../domain/invariant";
import type { EntryLine } from "../../domain/journal/build-entry";
import type { Valuation } from "../../domain/journal/valuation";
import type { Money } from "../../domain/money";
import { formatAmount } from "../../domain/money";
import { splitReported } from "../../domain/posting/reported-parts";
import type { ReleasedSlice, StoredSchedule, StoredSlice } from "../../domain/posting/schedule";
import { shortenSchedule } from "../../domain/posting/schedule";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "../read/amounts";
import { selectReleases } from "../read/revenue-releases";
import { dueOn, selectSlices } from "../read/revenue-slices";
import { listEntryLines } from "./get-stored-entry";

/**
 * What a booking's tickets still defer: its schedules, at the worth of the lines that deferred
 * them, less what was released since. A recognised slice keeps what was earned of it.
 */
export async function listRevenueSchedules(
  scope: PartnerDatabase,
  bookingId: number,
): Promise<StoredSchedule[]> {
  return (await listSchedulesOfBookings(scope, [bookingId])).get(bookingId) ?? [];
}

/** The same of many bookings, by booking. */
export async function listSchedulesOfBookings(
  scope: PartnerDatabase,
  bookingIds: readonly number[],
): Promise<ReadonlyMap<number, StoredSchedule[]>> {
  if (bookingIds.length === 0) return new Map();
  const schedules = await selectSchedules(scope, bookingIds);
  const slices = groupBySchedule(await selectSlicesOf(scope, bookingIds));
  const releases = groupBySchedule(await selectReleasesOf(scope, bookingIds));
  const lines = await listEntryLines(scope, [
    ...new Set(schedules.map(({ journal_entry_id: id }) => id)),
  ]);
  const byBooking = groupBy(schedules, ({ booking_id: id }) => id);
  return new Map(
    [...byBooking].map(([id, rows]) => [
      id,
      rows.map((row) =>
        toStanding(row, {
          deferral: findDeferral(row, lines.get(row.journal_entry_id) ?? []),
          slices: slices.get(row.revenue_schedule_id) ?? [],
          releases: releases.get(row.revenue_schedule_id) ?? [],
        }),
      ),
    ]),
  );
}

function groupBySchedule<Row extends { readonly revenue_schedule_id: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  return groupBy(rows, ({ revenue_schedule_id: id }) => id);
}

function toStanding(
  row: ScheduleRow,
  parts: {
    readonly deferral: EntryLine;
    readonly slices: readonly SliceRow[];
    readonly releases: readonly ReleaseRow[];
  },
): StoredSchedule {
  const { deferral, slices, releases } = parts;
  const isEarned = (release: ReleaseRow) => release.release_reason === "recognition";
  const recognised = new Set(releases.filter(isEarned).map((release) => release.line_number));
  return shortenSchedule(toSchedule(row, { slices, deferral, recognised }), [
    {
      scheduleId: row.revenue_schedule_id,
      slices: releases
        .filter((release) => !isEarned(release))
        .map((release) => toReleased(release, deferral)),
    },
  ]);
}

function selectSchedules({ db }: PartnerDatabase, bookingIds: readonly number[]) {
  return db
    .selectFrom("revenue_schedules as schedule")
    .innerJoin("journal_entries as entry", "entry.posting_key", "schedule.posting_key")
    .innerJoin(
      "chart_of_accounts as deferred",
      "deferred.account_id",
      "schedule.deferred_account_id",
    )
    .innerJoin(
      "chart_of_accounts as recognised",
      "recognised.account_id",
      "schedule.recognised_account_id",
    )
    .innerJoin(
      "booking_tickets as ticket",
      "ticket.booking_ticket_id",
      "schedule.booking_ticket_id",
    )
    .selectAll("schedule")
    .select([
      "entry.journal_entry_id",
      "deferred.account_code as deferred_account",
      "recognised.account_code as recognised_account",
      "ticket.booking_ticket_id as ticket_id",
      "ticket.supplier_id",
    ])
    .where("schedule.booking_id", "in", bookingIds)
    .orderBy("schedule.revenue_schedule_id")
    .execute();
}

function selectSlicesOf(scope: PartnerDatabase, bookingIds: readonly number[]) {
  return selectSlices(scope)
    .selectAll("slice")
    .select(dueOn.as("due_on"))
    .where("schedule.booking_id", "in", bookingIds)
    .orderBy("slice.revenue_schedule_id")
    .orderBy("slice.line_number")
    .execute();
}

function selectReleasesOf(scope: PartnerDatabase, bookingIds: readonly number[]) {
  return selectReleases(scope)
    .selectAll("release")
    .select(["slice.line_number", "slice.revenue_schedule_id"])
    .where("schedule.booking_id", "in", bookingIds)
    .orderBy("release.revenue_release_id")
    .execute();
}

type ScheduleRow = Awaited<ReturnType<typeof selectSchedules>>[number];
type SliceRow = Awaited<ReturnType<typeof selectSlicesOf>>[number];
type ReleaseRow = Awaited<ReturnType<typeof selectReleasesOf>>[number];

/** As `insertRevenueSchedules` found it when it wrote the schedule. */
function findDeferral(row: ScheduleRow, lines: readonly EntryLine[]): EntryLine {
  const line = lines.findLast(
    ({ account, dimensions, transaction }) =>
      account === row.deferred_account &&
      dimensions.ticketId === row.ticket_id &&
      (dimensions.supplierId === undefined) === (row.schedule_kind === "service_fee") &&
      formatAmount(transaction) ===
        formatAmount(toMoney(row.transaction_amount, transaction.currency)),
  );
  invariant(line !== undefined, "each schedule is a line of the entry that defers it");
  return line;
}

function toSchedule(
  row: ScheduleRow,
  parts: {
    readonly slices: readonly SliceRow[];
    readonly deferral: EntryLine;
    readonly recognised: ReadonlySet<number>;
  },
): StoredSchedule {
  const { slices, deferral, recognised } = parts;
  const reported =
    deferral.reporting &&
    splitReported(
      deferral.reporting,
      slices.map((slice) => ({
        amount: toMoney(slice.transaction_amount, row.transaction_currency),
        functional: toMoney(slice.functional_amount, row.functional_currency),
      })),
    );
  return {
    scheduleId: row.revenue_schedule_id,
    kind: row.schedule_kind,
    policy: row.recognition_policy,
    ticketId: row.ticket_id,
    supplierId: row.supplier_id,
    deferredAccount: row.deferred_account,
    recognisedAccount: row.recognised_account,
    slices: slices.map((slice, index): StoredSlice => ({
      lineNumber: slice.line_number,
      ...(slice.booking_segment_id === null ? {} : { segmentId: slice.booking_segment_id }),
      recogniseOn: slice.due_on,
      ...(slice.due_on === slice.recognise_on ? {} : { scheduledOn: slice.recognise_on }),
      amount: toMoney(slice.transaction_amount, row.transaction_currency),
      carriedAt: toValuation(slice.functional_amount, reported?.[index] ?? null, deferral),
      isRecognised: recognised.has(slice.line_number),
    })),
  };
}

function toValuation(
  functionalAmount: string,
  reporting: Money | null,
  { functional, fxRate, reportingFxRate }: EntryLine,
): Valuation {
  return {
    functional: toMoney(functionalAmount, functional.currency),
    fxRate,
    reporting:
      reporting === null || reportingFxRate === undefined
        ? null
        : { amount: reporting, fxRate: reportingFxRate },
  };
}

function toReleased(row: ReleaseRow, deferral: EntryLine): ReleasedSlice {
  const { transaction, reporting } = deferral;
  return {
    lineNumber: row.line_number,
    amount: toMoney(row.transaction_amount, transaction.currency),
    carriedAt: toValuation(
      row.functional_amount,
      row.reporting_amount === null || reporting === undefined
        ? null
        : toMoney(row.reporting_amount, reporting.currency),
      deferral,
    ),
  };
}
