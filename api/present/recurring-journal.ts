import type { z } from "@hono/zod-openapi";

import type { RecurringJournal } from "../../db/read/recurring-journals";
import { invariant } from "../../domain/invariant";
import type { Recurrence } from "../../domain/journal/recurrence";
import type { recurringJournalSchema, Repeats } from "../schemas/recurring-journal";
import { presentDraftLine } from "./journal-draft";

export function presentRecurring(
  journal: RecurringJournal,
  livemode: boolean,
): z.infer<typeof recurringJournalSchema> {
  const { recurrence } = journal;
  return {
    id: journal.publicId,
    object: "recurring_entry",
    livemode,
    code: journal.code,
    description: journal.description,
    status: journal.status,
    repeats: presentRepeats(recurrence),
    starts_on: recurrence.startsOn,
    ends_on: recurrence.endsOn,
    reverse_next_period: journal.reversesNextPeriod,
    lines: journal.lines.map(presentDraftLine),
    version: journal.version,
    created_at: journal.createdAt,
  };
}

function presentRepeats({ frequency, ...at }: Recurrence): Repeats {
  switch (frequency) {
    case "daily":
      return { frequency };
    case "weekly":
      return { frequency, day_of_week: given(at.dayOfWeek) };
    case "monthly":
      return { frequency, day_of_month: given(at.dayOfMonth) };
    case "yearly":
      return { frequency, month: given(at.monthOfYear), day_of_month: given(at.dayOfMonth) };
  }
}

/** The table's own checks see to it. */
function given(value: number | null): number {
  invariant(value !== null, "a recurrence says when it recurs");
  return value;
}

export function toRecurrence(
  repeats: Repeats,
  { startsOn, endsOn }: Pick<Recurrence, "startsOn" | "endsOn">,
): Recurrence {
  return {
    frequency: repeats.frequency,
    dayOfWeek: repeats.frequency === "weekly" ? repeats.day_of_week : null,
    dayOfMonth: "day_of_month" in repeats ? repeats.day_of_month : null,
    monthOfYear: repeats.frequency === "yearly" ? repeats.month : null,
    startsOn,
    endsOn,
  };
}
