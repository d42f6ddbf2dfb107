import { postJournalEntry } from "../../db/journal/post-journal-entry";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getNextPeriodStart } from "../../db/read/get-next-period-start";
import { getPartner } from "../../db/read/get-partner";
import type { JournalDraft } from "../../db/read/journal-drafts";
import { getJournalDraft, lockJournalDraft } from "../../db/read/journal-drafts";
import type { RecurringJournal } from "../../db/read/recurring-journals";
import { lockRecurringJournal } from "../../db/read/recurring-journals";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { insertJournalDraft, moveJournalDraft } from "../../db/write/journal-drafts";
import { writeOutbox } from "../../db/write/outbox";
import type { PartnerRecord } from "../../domain/booking-record";
import { dayIn, startOfDayIn } from "../../domain/calendar";
import { Refusal } from "../../domain/refusal";
import type { RequestContext } from "../../temporal/contract/payloads";
import type {
  RunRecurringJournalInput,
  RunRecurringJournalResult,
} from "../../temporal/contract/recurring-journal";
import { currentTraceparent, toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import { toDraftPosting } from "./draft-posting";

interface DueRun extends RunRecurringJournalInput {
  /** RFC 3339: when it was due. */
  readonly dueAt: string;
  readonly context: RequestContext;
}

/**
 * The commit of a run: its draft and its entry, keyed by the day it was due. A run that is refused
 * leaves the draft, for a person to submit. Run again, it finds the draft of that day.
 */
export function createPostRecurringEntry({ openPartner, now, observer }: LedgerDependencies) {
  return async function postRecurringEntry(run: DueRun): Promise<RunRecurringJournalResult> {
    const scope = await openPartner(run.partner);
    const partner = await getPartner(scope);
    const at = toDateTime(now());
    const day = dayIn(partner.timeZone, run.dueAt);
    const attempt = { run, partner, day, at };
    try {
      return await inTransaction(scope, (trx) => runOnce(trx, attempt, postRun), observer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const leave = (trx: PartnerTransaction, draft: JournalDraft) =>
        leaveDraft(trx, attempt, { draft, refusal: error });
      return inTransaction(scope, (trx) => runOnce(trx, attempt, leave), observer);
    }
  };
}

interface Attempt {
  readonly run: DueRun;
  readonly partner: PartnerRecord;
  readonly day: string;
  readonly at: string;
}

type Finish = (
  transaction: PartnerTransaction,
  draft: JournalDraft,
  attempt: Attempt,
) => Promise<RunRecurringJournalResult>;

async function runOnce(
  transaction: PartnerTransaction,
  attempt: Attempt,
  finish: Finish,
): Promise<RunRecurringJournalResult> {
  const { run, partner, day, at } = attempt;
  const journal = await lockRecurringJournal(transaction, run.recurringId);
  const made = await findDraftOf(transaction, journal, day);
  if (made !== undefined) return toResult(made, partner);
  if (journal.status !== "active") return skip(transaction, attempt, journal);
  const draftId = await insertJournalDraft(
    transaction,
    {
      kind: "recurring",
      draftDate: day,
      description: journal.description,
      reverseOn: journal.reversesNextPeriod ? await getNextPeriodStart(transaction, day) : null,
      lines: journal.lines,
      recurringJournalId: journal.recurringJournalId,
    },
    at,
  );
  return finish(transaction, await lockJournalDraft(transaction, draftId), attempt);
}

/** A run that came when it was paused or ended: nothing is posted, and the audit says so. */
async function skip(
  transaction: PartnerTransaction,
  { run, day, at }: Attempt,
  { publicId, status }: RecurringJournal,
): Promise<RunRecurringJournalResult> {
  const event = {
    type: "recurring_journal.skipped",
    targetType: "recurring_journal",
    targetId: publicId,
    payload: { day, status },
  };
  await writeAudit(transaction, toActContext(run.context), [event], at);
  return { kind: "skipped", status };
}

async function findDraftOf(
  scope: PartnerDatabase,
  { recurringJournalId }: RecurringJournal,
  day: string,
): Promise<JournalDraft | undefined> {
  const row = await scope.db
    .selectFrom("journal_drafts")
    .select("public_id")
    .where("recurring_journal_id", "=", recurringJournalId)
    .where("draft_date", "=", day)
    .executeTakeFirst();
  return row && getJournalDraft(scope, row.public_id);
}

function toResult(
  { publicId, journalEntryId, reverseOn }: JournalDraft,
  { timeZone }: PartnerRecord,
): RunRecurringJournalResult {
  if (journalEntryId === null) return { kind: "refused", draftId: publicId, code: "left_as_draft" };
  const reverseAt = reverseOn && startOfDayIn(timeZone, reverseOn);
  return { kind: "posted", draftId: publicId, journalEntryId, reverseAt };
}

async function postRun(
  transaction: PartnerTransaction,
  draft: JournalDraft,
  { run, partner, at }: Attempt,
): Promise<RunRecurringJournalResult> {
  const context = toActContext(run.context);
  const posting = await toDraftPosting(transaction, draft);
  const payload = { recurring_id: run.recurringId, draft_id: draft.publicId };
  const entry = await postJournalEntry(transaction, posting, {
    partner,
    context,
    at,
    auditEvents: [
      {
        type: "recurring_journal.run",
        targetType: "recurring_journal",
        targetId: run.recurringId,
        payload,
      },
    ],
  });
  const { journalEntryId, publicId } = entry;
  await moveJournalDraft(transaction, draft, { from: "draft", to: "posted", journalEntryId, at });
  await writeOutbox(
    transaction,
    [
      {
        type: "journal_entry.posted",
        aggregateType: "journal_draft",
        aggregateId: draft.publicId,
        payload: { ...payload, journal_entry_id: publicId },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
  return toResult({ ...draft, journalEntryId: publicId }, partner);
}

async function leaveDraft(
  transaction: PartnerTransaction,
  { run, at }: Attempt,
  { draft, refusal }: { readonly draft: JournalDraft; readonly refusal: Refusal },
): Promise<RunRecurringJournalResult> {
  const payload = {
    recurring_id: run.recurringId,
    draft_id: draft.publicId,
    code: refusal.code,
  };
  const event = { type: "recurring_journal.refused", payload };
  const target = { targetType: "recurring_journal", targetId: run.recurringId };
  await writeAudit(transaction, toActContext(run.context), [{ ...event, ...target }], at);
  await writeOutbox(
    transaction,
    [{ ...event, aggregateType: target.targetType, aggregateId: target.targetId }],
    { at, traceparent: currentTraceparent() },
  );
  return { kind: "refused", draftId: draft.publicId, code: refusal.code };
}
