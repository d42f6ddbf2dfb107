import type { Selectable } from "kysely";

import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { SegmentChange } from "../../domain/schedule-change";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface ScheduleChangeRecord {
  readonly publicId: string;
  readonly bookingId: string;
  readonly bookingReference: string;
  readonly branchId: number | null;
  readonly status: Selectable<Database["schedule_changes"]>["status"];
  readonly minutesMoved: number | null;
  readonly segments: readonly SegmentChange[];
  readonly version: number;
  readonly foundAt: string;
  readonly answeredAt: string | null;
}

export interface ScheduleChangeFilter {
  readonly status?: ScheduleChangeRecord["status"];
  readonly bookingId?: string;
  /** The only branches that are looked at, by key. */
  readonly among?: ReadonlySet<number>;
}

export async function getScheduleChange(
  scope: PartnerDatabase,
  publicId: string,
): Promise<ScheduleChangeRecord> {
  const row = await selectChanges(scope)
    .where("schedule_changes.public_id", "=", publicId)
    .executeTakeFirst();
  if (row !== undefined) return toScheduleChange(row);
  throw new Refusal("NOT_FOUND", "No such change of a schedule.", { id: publicId });
}

/** Newest first. */
export async function listScheduleChanges(
  scope: PartnerDatabase,
  { status, bookingId, among }: ScheduleChangeFilter,
  page: PageRequest,
): Promise<Page<ScheduleChangeRecord>> {
  let query = selectChanges(scope);
  if (status) query = query.where("schedule_changes.status", "=", status);
  if (bookingId) query = query.where("bookings.public_id", "=", bookingId);
  if (among) query = query.where("bookings.branch_id", "in", [...among]);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("schedule_changes.created_at", "schedule_changes.schedule_change_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("schedule_changes.created_at", "desc")
    .orderBy("schedule_changes.schedule_change_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toScheduleChange,
    key: (row) => ({ createdAt: row.created_at, id: row.schedule_change_id }),
  });
}

function selectChanges({ db }: PartnerDatabase) {
  return db
    .selectFrom("schedule_changes")
    .innerJoin("bookings", "bookings.booking_id", "schedule_changes.booking_id")
    .selectAll("schedule_changes")
    .select([
      "bookings.public_id as booking_public_id",
      "bookings.booking_reference",
      "bookings.branch_id",
    ]);
}

function toScheduleChange(
  row: Selectable<Database["schedule_changes"]> & {
    readonly booking_public_id: string;
    readonly booking_reference: string;
    readonly branch_id: number | null;
  },
): ScheduleChangeRecord {
  return {
    publicId: row.public_id,
    bookingId: row.booking_public_id,
    bookingReference: row.booking_reference,
    branchId: row.branch_id,
    status: row.status,
    minutesMoved: row.minutes_moved,
    segments: readOwnJson<readonly SegmentChange[]>(row.segments),
    version: row.version,
    foundAt: toInstant(row.created_at),
    answeredAt: row.answered_at && toInstant(row.answered_at),
  };
}
