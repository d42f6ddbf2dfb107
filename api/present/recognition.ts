import type { z } from "@hono/zod-openapi";

import { toMoney } from "../../db/read/amounts";
import type { ScheduleStory } from "../../db/read/booking-recognition";
import type { DueGroup, DueTotals } from "../../db/read/due-recognition";
import type { RecognitionRunRecord } from "../../db/read/recognition-runs";
import { toMoneyJson } from "../../domain/money";
import type {
  bookingRecognitionSchema,
  recognitionPreviewSchema,
  recognitionRunSchema,
} from "../schemas/recognition";

export function presentRecognitionRun(
  run: RecognitionRunRecord,
  livemode: boolean,
): z.infer<typeof recognitionRunSchema> {
  const toAmount = (amount: string) => toMoneyJson(toMoney(amount, run.functionalCurrency));
  return {
    id: run.publicId,
    object: "recognition_run",
    livemode,
    period_id: run.periodId,
    period_code: run.periodCode,
    recognised_through: run.through,
    status: run.status,
    entries: run.entries,
    due: { ...run.due, amount: toAmount(run.due.amount) },
    recognised: { ...run.recognised, amount: toAmount(run.recognised.amount) },
    is_as_due: run.due.lines === run.recognised.lines && run.due.amount === run.recognised.amount,
    failure: run.failure,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
  };
}

/** A preview without what has changed since the one before it. */
export type ShownPreview = Omit<z.infer<typeof recognitionPreviewSchema>, "differences">;

export interface RecognitionPreview {
  readonly periodId: string;
  readonly through: string;
  readonly functionalCurrency: string;
  readonly totals: DueTotals;
  readonly groups: readonly DueGroup[];
}

export function presentRecognitionPreview(
  { periodId, through, functionalCurrency, totals, groups }: RecognitionPreview,
  livemode: boolean,
): ShownPreview {
  const toAmount = (amount: string) => toMoneyJson(toMoney(amount, functionalCurrency));
  return {
    object: "recognition_preview",
    livemode,
    period_id: periodId,
    recognised_through: through,
    bookings: totals.bookings,
    lines: totals.lines,
    amount: toAmount(totals.amount),
    groups: groups.map((group) => ({
      kind: group.kind,
      policy: group.policy,
      rule: group.rule,
      product_code: group.productCode,
      branch_id: group.branchId,
      supplier_id: group.supplierId,
      deferred_account: group.deferredAccount,
      recognised_account: group.recognisedAccount,
      lines: group.lines,
      amount: toAmount(group.amount),
    })),
  };
}

export function presentBookingRecognition(
  bookingId: string,
  schedules: readonly ScheduleStory[],
  livemode: boolean,
): z.infer<typeof bookingRecognitionSchema> {
  return {
    object: "booking_recognition",
    livemode,
    booking_id: bookingId,
    schedules: schedules.map((schedule) => ({
      id: schedule.publicId,
      kind: schedule.kind,
      policy: schedule.policy,
      ticket_number: schedule.ticketNumber,
      deferred_account: schedule.deferredAccount,
      recognised_account: schedule.recognisedAccount,
      amount: toMoneyJson(schedule.amount),
      functional_amount: toMoneyJson(schedule.functional),
      deferred_by: schedule.deferredBy,
      lines: schedule.lines.map((line) => ({
        line_number: line.lineNumber,
        recognise_on: line.recogniseOn,
        due_on: line.dueOn,
        moves: line.moves.map(({ rule, from, to, at }) => ({ rule, from, to, moved_at: at })),
        amount: toMoneyJson(line.amount),
        functional_amount: toMoneyJson(line.functional),
        waiting: toMoneyJson(line.waiting),
        releases: line.releases.map((release) => ({
          reason: release.reason,
          functional_amount: toMoneyJson(release.functional),
          journal_entry_id: release.journalEntryId,
          entry_date: release.entryDate,
          recognition_run_id: release.recognitionRunId,
        })),
      })),
    })),
  };
}
