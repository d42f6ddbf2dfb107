import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import { findOperation } from "../../db/read/get-operation";
import { getPartner } from "../../db/read/get-partner";
import type { RecurringJournal } from "../../db/read/recurring-journals";
import { lockRecurringJournal } from "../../db/read/recurring-journals";
import { toPostingLines } from "../../db/read/to-posting-lines";
import { inTransaction } from "../../db/transaction";
import { lockApproval } from "../../db/write/approvals";
import type { AuditEvent } from "../../db/write/audit";
import { writeAudit } from "../../db/write/audit";
import { updateOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import { moveRecurringJournal } from "../../db/write/recurring-journals";
import { startOfDayIn } from "../../domain/calendar";
import type { JsonValue } from "../../domain/canonical-json";
import { findNextStatus, listDueDays } from "../../domain/journal/recurrence";
import { Refusal } from "../../domain/refusal";
import { decideApproval } from "../../services/approval/decide-approval";
import type { ChangeRecurringJournalInput } from "../../temporal/contract/recurring-journal";
import { currentTraceparent, toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";

/** How the operation stands between the commit and the Schedule. */
const decidedStage = "decided";

/**
 * The commit that starts, pauses, resumes or ends what recurs; a start is approved in it, and its
 * entry is tried on the books. Run again, it finds that its operation has come this far.
 */
export function createChangeRecurringJournal({ openPartner, now, observer }: LedgerDependencies) {
  return async function changeRecurringJournal(input: ChangeRecurringJournalInput): Promise<void> {
    const scope = await openPartner(input.partner);
    const at = toDateTime(now());
    await inTransaction(
      scope,
      async (transaction) => {
        const operation = await findOperation(transaction, { publicId: input.operationId });
        if (operation?.stage !== decidedStage) await change(transaction, input, at);
      },
      observer,
    );
  };
}

async function change(
  transaction: PartnerTransaction,
  input: ChangeRecurringJournalInput,
  at: string,
): Promise<void> {
  const context = toActContext(input.context);
  const decided = input.approvalId === null ? [] : await approve(transaction, input, at);
  const journal = await lockRecurringJournal(transaction, input.recurringId);
  const to = findNextStatus(journal.status, input.action);
  if (to === undefined) {
    throw new Refusal("RECURRENCE_STATE_INVALID", `It is ${journal.status}: no ${input.action}.`, {
      recurring_id: journal.publicId,
      status: journal.status,
    });
  }
  if (input.action === "start") await tryOnBooks(transaction, journal);
  await moveRecurringJournal(transaction, journal, { to, at });
  const event: AuditEvent = {
    type: `recurring_journal.${to}`,
    targetType: "recurring_journal",
    targetId: journal.publicId,
    payload: {
      from_status: journal.status,
      reason: input.reason,
      ...(to === "active" && (await tellMissed(transaction, { journal, input, at }))),
    },
  };
  await writeAudit(transaction, context, [...decided, event], at);
  await writeOutbox(
    transaction,
    [
      {
        type: event.type,
        aggregateType: event.targetType,
        aggregateId: event.targetId,
        payload: { recurring_id: journal.publicId, status: to },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
  await updateOperation(transaction, input.operationId, {
    status: "running",
    stage: decidedStage,
    at,
  });
}

/** The runs that were due before it became active: they are made up for if that was asked, and told. */
async function tellMissed(
  transaction: PartnerTransaction,
  {
    journal,
    input,
    at,
  }: {
    readonly journal: RecurringJournal;
    readonly input: ChangeRecurringJournalInput;
    readonly at: string;
  },
): Promise<Record<string, JsonValue>> {
  const { timeZone } = await getPartner(transaction);
  const { recurrence, status, updatedAt } = journal;
  const after = status === "paused" ? updatedAt : startOfDayIn(timeZone, recurrence.startsOn);
  const missed = listDueDays(recurrence, { after, until: toInstant(at), timeZone });
  return {
    missed_runs: missed.length,
    missed_from: missed[0] ?? null,
    missed_to: missed.at(-1) ?? null,
    caught_up: input.catchUp,
  };
}

async function approve(
  transaction: PartnerTransaction,
  input: ChangeRecurringJournalInput,
  at: string,
): Promise<AuditEvent[]> {
  const approval = await lockApproval(transaction, input.approvalId ?? "");
  const decision = { decision: "approved", reason: input.reason } as const;
  const context = toActContext(input.context);
  return [await decideApproval(transaction, approval, decision, { context, at })];
}

/** What its first run would refuse is refused while somebody is there to mend it. */
async function tryOnBooks(
  transaction: PartnerTransaction,
  { lines, recurrence }: RecurringJournal,
): Promise<void> {
  const partner = await getPartner(transaction);
  const posting = {
    eventDate: recurrence.startsOn,
    lines: await toPostingLines(transaction, lines),
  };
  await prepareEntry(transaction, posting, { partner });
}
