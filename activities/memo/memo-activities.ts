import { toDateTime, toInstant } from "../../db/read/amounts";
import { getReminderHours } from "../../db/read/reminder-hours";
import { inTransaction } from "../../db/transaction";
import { changeMemo, lockMemo } from "../../db/write/memos";
import { writeOutbox } from "../../db/write/outbox";
import { awaitsDecision } from "../../domain/memo/memo";
import type { FollowMemoInput, MemoReading } from "../../temporal/contract/memo";
import { currentTraceparent } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import { createCheckMemoAct, createCommitMemoAct } from "./act-on-memo";

export type MemoActivities = ReturnType<typeof createMemoActivities>;

/** Steps of an airline's memo on the books. */
export function createMemoActivities(dependencies: LedgerDependencies) {
  return {
    checkMemoAct: createCheckMemoAct(dependencies),
    commitMemoAct: createCommitMemoAct(dependencies),
    readMemo: createReadMemo(dependencies),
    passMemoDeadline: createPassMemoDeadline(dependencies),
  };
}

/** Null once it is settled: nothing becomes of it any more. */
function createReadMemo({ openPartner }: LedgerDependencies) {
  return async function readMemo({
    partner,
    memoId,
  }: FollowMemoInput): Promise<MemoReading | null> {
    const scope = await openPartner(partner);
    const row = await scope.db
      .selectFrom("agency_memos")
      .select(["state", "dispute_deadline_at", "created_at", "attention_reason"])
      .where("public_id", "=", memoId)
      .executeTakeFirstOrThrow();
    if (row.state === "SETTLED") return null;
    const isWaiting = awaitsDecision(row.state) && row.attention_reason === null;
    return {
      deadlineAt: isWaiting ? toInstant(row.dispute_deadline_at) : null,
      receivedAt: toInstant(row.created_at),
      reminderHours: await getReminderHours(scope, "memo"),
    };
  };
}

/** Nobody has decided in time: it cannot be disputed any more, and somebody is asked, once. */
function createPassMemoDeadline({ openPartner, now, observer }: LedgerDependencies) {
  return async function passMemoDeadline({ partner, memoId }: FollowMemoInput): Promise<void> {
    const scope = await openPartner(partner);
    const at = toDateTime(now());
    await inTransaction(
      scope,
      async (transaction) => {
        const memo = await lockMemo(transaction, memoId);
        if (!awaitsDecision(memo.state) || memo.attention_reason !== null) return;
        const change = { attention_reason: "memo_deadline_passed" };
        await changeMemo(transaction, memo, change, at);
        const { document_number } = memo;
        const aggregate = { aggregateType: "memo", aggregateId: memoId };
        const payload = { memo_id: memoId, document_number };
        await writeOutbox(transaction, [{ ...aggregate, type: "memo.deadline_passed", payload }], {
          at,
          traceparent: currentTraceparent(),
        });
      },
      observer,
    );
  };
}
