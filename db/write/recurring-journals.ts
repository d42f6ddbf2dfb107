import { canonicalJson } from "../../domain/canonical-json";
import type { DraftLine } from "../../domain/journal/draft-line";
import type { Recurrence, RecurringStatus } from "../../domain/journal/recurrence";
import { Refusal } from "../../domain/refusal";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import type { RecurringJournal } from "../read/recurring-journals";
import { isDuplicateKey } from "../transaction";
import { writeHistory } from "./history";
import { toJson } from "./journal-drafts";

export interface NewRecurringJournal {
  readonly code: string;
  readonly description: string;
  readonly recurrence: Recurrence;
  readonly reversesNextPeriod: boolean;
  readonly lines: readonly DraftLine[];
}

/** Writes what will recur once it is approved; returns its public id. */
export async function insertRecurringJournal(
  transaction: PartnerTransaction,
  { code, recurrence, ...journal }: NewRecurringJournal,
  at: string,
): Promise<string> {
  const publicId = newId("recurringJournal");
  try {
    const { insertId } = await transaction.db
      .insertInto("recurring_journals")
      .values({
        public_id: publicId,
        recurring_journal_code: code,
        description: journal.description,
        frequency: recurrence.frequency,
        day_of_week: recurrence.dayOfWeek,
        day_of_month: recurrence.dayOfMonth,
        month_of_year: recurrence.monthOfYear,
        starts_on: recurrence.startsOn,
        ends_on: recurrence.endsOn,
        reverses_next_period: journal.reversesNextPeriod ? 1 : 0,
        entry_lines: canonicalJson(toJson(journal.lines)),
      })
      .executeTakeFirstOrThrow();
    const ids = [Number(insertId)];
    await writeHistory(transaction, { table: "recurring_journals", ids, type: "INSERT", at });
    return publicId;
  } catch (error) {
    if (!isDuplicateKey(error, "uq_recurring_journals_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `A recurring entry with code ${code} exists already.`);
  }
}

/** Moves a recurring entry that is held on. */
export async function moveRecurringJournal(
  transaction: PartnerTransaction,
  { recurringJournalId, status, version }: RecurringJournal,
  { to, at }: { readonly to: RecurringStatus; readonly at: string },
): Promise<void> {
  await transaction.db
    .updateTable("recurring_journals")
    .set({ status: to, version: version + 1 })
    .where("recurring_journal_id", "=", recurringJournalId)
    .execute();
  await writeHistory(transaction, {
    table: "recurring_journals",
    ids: [recurringJournalId],
    type: "UPDATE",
    at,
    changes: { status: [status, to] },
  });
}
