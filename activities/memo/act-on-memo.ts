import { insertRevenueReleases } from "../../db/journal/insert-revenue-releases";
import { insertRevenueSchedules } from "../../db/journal/insert-revenue-schedules";
import type { PostedEntry } from "../../db/journal/post-journal-entries";
import { postJournalEntries } from "../../db/journal/post-journal-entries";
import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { inTransaction } from "../../db/transaction";
import type { AuditEvent } from "../../db/write/audit";
import { writeAudit } from "../../db/write/audit";
import type { MemoRow } from "../../db/write/memos";
import { changeMemo, lockMemo } from "../../db/write/memos";
import { succeedOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import { invariant } from "../../domain/invariant";
import type { ActOnMemoInput, ActOnMemoResult, CheckedMemoAct } from "../../temporal/contract/memo";
import { currentTraceparent, toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { LedgerDependencies } from "../dependencies";
import type { PlannedMemoAct } from "./plan-memo-act";
import { planMemoAct } from "./plan-memo-act";

/** Tries an act on the books before it is approved: what is not to be posted is refused by name. */
export function createCheckMemoAct({ openPartner, now, observer }: LedgerDependencies) {
  return async function checkMemoAct(input: ActOnMemoInput): Promise<CheckedMemoAct> {
    const scope = await openPartner(input.partner);
    const at = now();
    return inTransaction(
      scope,
      async (transaction) => {
        const memo = await lockMemo(transaction, input.memoId);
        const { partner, approval, entries } = await planMemoAct(transaction, memo, input.act, at);
        for (const { posting } of entries) await prepareEntry(transaction, posting, { partner });
        return { documentNumber: memo.document_number, approval };
      },
      observer,
    );
  };
}

/**
 * The one commit of an act on a memo: its entries with what they release or defer, the memo,
 * history, audit, events and the operation's result, or none of them. Run again, it finds its
 * operation's result.
 */
export function createCommitMemoAct({ openPartner, now, observer }: LedgerDependencies) {
  return async function commitMemoAct(input: ActOnMemoInput): Promise<ActOnMemoResult> {
    const scope = await openPartner(input.partner);
    const at = now();
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<ActOnMemoResult>(transaction, input.operationId)) ??
        commit(transaction, input, at),
      observer,
    );
  };
}

async function commit(
  transaction: PartnerTransaction,
  input: ActOnMemoInput,
  instant: string,
): Promise<ActOnMemoResult> {
  const result = await applyMemoAct(transaction, input, instant);
  const { operationId } = input;
  const stage = stageOf[input.act.kind];
  await succeedOperation(transaction, operationId, { stage, result, at: toDateTime(instant) });
  return result;
}

/** What is done to a memo, and by whom. */
export type DecidedMemo = Pick<ActOnMemoInput, "memoId" | "act" | "context">;

/** An act with all that follows from it, within a commit of which it is a part. */
export async function applyMemoAct(
  transaction: PartnerTransaction,
  input: DecidedMemo,
  instant: string,
): Promise<ActOnMemoResult> {
  const at = toDateTime(instant);
  const memo = await lockMemo(transaction, input.memoId);
  const plan = await planMemoAct(transaction, memo, input.act, instant);
  const entries = await post(transaction, input, { memo, plan, at });
  await changeMemo(transaction, memo, plan.change, at);
  const result: ActOnMemoResult = {
    memoId: memo.public_id,
    state: plan.change.state,
    journalEntryIds: entries.map(({ publicId }) => publicId),
  };
  await tell(transaction, input, { memo, result, at });
  return result;
}

/** What an act has come to, in events and stages. */
export const stageOf = {
  accept: "accepted",
  dispute: "disputed",
  bill: "billed",
  resolve: "resolved",
  settle: "settled",
  recharge: "recharged",
} as const satisfies Record<ActOnMemoInput["act"]["kind"], string>;

interface Planned {
  readonly memo: MemoRow;
  readonly plan: PlannedMemoAct;
  readonly at: string;
}

async function post(
  transaction: PartnerTransaction,
  input: DecidedMemo,
  { memo, plan, at }: Planned,
): Promise<PostedEntry[]> {
  const context = toActContext(input.context);
  const audited = toAuditEvent(input, memo);
  if (plan.entries.length === 0) {
    await writeAudit(transaction, context, [audited], at);
    return [];
  }
  const posted = await postJournalEntries(
    transaction,
    plan.entries.map(({ posting }) => posting),
    { partner: plan.partner, context, at, auditEvents: [audited] },
  );
  for (const [index, { posting, deferrals, releases }] of plan.entries.entries()) {
    const { postingKey } = posting;
    const entry = posted[index];
    invariant(entry !== undefined, "each posting has its entry");
    await insertRevenueReleases(transaction, releases, { reason: "memo", postingKey });
    if (deferrals.length === 0) continue;
    invariant(plan.bookingId !== null, "what is deferred is of a ticket");
    const { lines, accountIds } = entry;
    const { bookingId } = plan;
    const schedules = { bookingId, postingKey, lines, accountIds };
    await insertRevenueSchedules(transaction, deferrals, schedules);
  }
  return posted;
}

function toAuditEvent({ act }: DecidedMemo, memo: MemoRow): AuditEvent {
  const { kind, ...decided } = act;
  return {
    type: `memo.${stageOf[kind]}`,
    targetType: "memo",
    targetId: memo.public_id,
    payload: { document_number: memo.document_number, from_state: memo.state, ...decided },
  };
}

async function tell(
  transaction: PartnerTransaction,
  { act }: DecidedMemo,
  {
    memo,
    result,
    at,
  }: { readonly memo: MemoRow; readonly result: ActOnMemoResult; readonly at: string },
): Promise<void> {
  const aggregate = { aggregateType: "memo", aggregateId: memo.public_id };
  const { memoId, state, journalEntryIds } = result;
  await writeOutbox(
    transaction,
    [
      {
        ...aggregate,
        type: `memo.${stageOf[act.kind]}`,
        payload: { memo_id: memoId, document_number: memo.document_number, state },
      },
      ...journalEntryIds.map((id) => ({
        ...aggregate,
        type: "journal_entry.posted",
        payload: { memo_id: memoId, journal_entry_id: id },
      })),
    ],
    { at, traceparent: currentTraceparent() },
  );
}
