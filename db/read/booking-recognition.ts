import { groupBy } from "../../domain/group-by";
import type { Money } from "../../domain/money";
import { subtract, sum } from "../../domain/money";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import { selectReleases } from "./revenue-releases";

export interface ScheduleStory {
  readonly publicId: string;
  readonly kind: Database["revenue_schedules"]["schedule_kind"];
  readonly policy: Database["revenue_schedules"]["recognition_policy"];
  readonly ticketNumber: string | null;
  readonly deferredAccount: string;
  readonly recognisedAccount: string;
  readonly amount: Money;
  readonly functional: Money;
  readonly deferredBy: string;
  readonly lines: readonly LineStory[];
}

interface LineStory {
  readonly lineNumber: number;
  readonly recogniseOn: string;
  readonly dueOn: string;
  readonly moves: readonly MoveStory[];
  readonly amount: Money;
  readonly functional: Money;
  /** Of the functional amount. */
  readonly waiting: Money;
  readonly releases: readonly ReleaseStory[];
}

interface MoveStory {
  readonly rule: Database["revenue_schedule_moves"]["move_kind"];
  readonly from: string;
  readonly to: string;
  readonly at: string;
}

interface ReleaseStory {
  readonly reason: Database["revenue_releases"]["release_reason"];
  readonly functional: Money;
  readonly journalEntryId: string;
  readonly entryDate: string;
  readonly recognitionRunId: string | null;
}

/** A booking's deferred revenue from the first entry to the last: what waits, and what became of it. */
export async function listScheduleStories(
  scope: PartnerDatabase,
  bookingPublicId: string,
): Promise<ScheduleStory[]> {
  const { booking_id: bookingId } = await scope.db
    .selectFrom("bookings")
    .select("booking_id")
    .where("public_id", "=", bookingPublicId)
    .executeTakeFirstOrThrow();
  const schedules = await selectSchedules(scope, bookingId);
  const lines = groupBy(await selectLines(scope, bookingId), (row) => row.revenue_schedule_id);
  const moves = groupBy(await selectMoves(scope, bookingId), (row) => row.revenue_schedule_line_id);
  const releases = groupBy(
    await selectReleasesOf(scope, bookingId),
    (row) => row.revenue_schedule_line_id,
  );
  return schedules.map((row) => ({
    publicId: row.public_id,
    kind: row.schedule_kind,
    policy: row.recognition_policy,
    ticketNumber: row.ticket_number,
    deferredAccount: row.deferred_account,
    recognisedAccount: row.recognised_account,
    amount: toMoney(row.transaction_amount, row.transaction_currency),
    functional: toMoney(row.functional_amount, row.functional_currency),
    deferredBy: row.entry_public_id,
    lines: (lines.get(row.revenue_schedule_id) ?? []).map((line) => {
      const currency = row.functional_currency;
      const functional = toMoney(line.functional_amount, currency);
      const moved = (moves.get(line.revenue_schedule_line_id) ?? []).map((move) => ({
        rule: move.move_kind,
        from: move.moved_from,
        to: move.due_on,
        at: toInstant(move.created_at),
      }));
      const released = (releases.get(line.revenue_schedule_line_id) ?? []).map((release) => ({
        reason: release.release_reason,
        functional: toMoney(release.functional_amount, currency),
        journalEntryId: release.entry_public_id,
        entryDate: release.entry_date,
        recognitionRunId: release.run_public_id,
      }));
      const given = sum(
        currency,
        released.map((release) => release.functional),
      );
      return {
        lineNumber: line.line_number,
        recogniseOn: line.recognise_on,
        dueOn: moved.at(-1)?.to ?? line.recognise_on,
        moves: moved,
        amount: toMoney(line.transaction_amount, row.transaction_currency),
        functional,
        waiting: subtract(functional, given),
        releases: released,
      };
    }),
  }));
}

function selectSchedules({ db }: PartnerDatabase, bookingId: number) {
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
    .leftJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "schedule.booking_ticket_id")
    .selectAll("schedule")
    .select([
      "ticket.ticket_number",
      "entry.public_id as entry_public_id",
      "deferred.account_code as deferred_account",
      "recognised.account_code as recognised_account",
    ])
    .where("schedule.booking_id", "=", bookingId)
    .orderBy("schedule.revenue_schedule_id")
    .execute();
}

function selectLines({ db }: PartnerDatabase, bookingId: number) {
  return db
    .selectFrom("revenue_schedule_lines as line")
    .innerJoin(
      "revenue_schedules as schedule",
      "schedule.revenue_schedule_id",
      "line.revenue_schedule_id",
    )
    .selectAll("line")
    .where("schedule.booking_id", "=", bookingId)
    .orderBy("line.revenue_schedule_id")
    .orderBy("line.line_number")
    .execute();
}

function selectMoves({ db }: PartnerDatabase, bookingId: number) {
  return db
    .selectFrom("revenue_schedule_moves as move")
    .innerJoin(
      "revenue_schedule_lines as line",
      "line.revenue_schedule_line_id",
      "move.revenue_schedule_line_id",
    )
    .innerJoin(
      "revenue_schedules as schedule",
      "schedule.revenue_schedule_id",
      "line.revenue_schedule_id",
    )
    .selectAll("move")
    .where("schedule.booking_id", "=", bookingId)
    .orderBy("move.revenue_schedule_line_id")
    .orderBy("move.move_number")
    .execute();
}

function selectReleasesOf(scope: PartnerDatabase, bookingId: number) {
  return selectReleases(scope)
    .innerJoin("journal_entries as entry", "entry.posting_key", "release.posting_key")
    .leftJoin("recognition_runs as run", "run.recognition_run_id", "release.recognition_run_id")
    .selectAll("release")
    .select([
      "entry.public_id as entry_public_id",
      "entry.entry_date",
      "run.public_id as run_public_id",
    ])
    .where("schedule.booking_id", "=", bookingId)
    .orderBy("release.revenue_release_id")
    .execute();
}
