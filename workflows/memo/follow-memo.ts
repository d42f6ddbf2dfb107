import { condition, setHandler, upsertSearchAttributes } from "@temporalio/workflow";

import { planHold } from "../../domain/plan-hold";
import type { FollowMemoInput } from "../../temporal/contract/memo";
import { memoChanged } from "../../temporal/contract/memo";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { notices, tell } from "../notices";
import { memos } from "./memo-activities";

/**
 * Stands beside an airline's memo until it is settled: reminds people before the deadline of
 * disputes, and asks somebody once it has passed. It decides nothing by itself; what the books say
 * is read anew whenever something is told or due.
 */
export async function followMemo(input: FollowMemoInput): Promise<void> {
  const { partner, memoId } = input;
  let isChanged = false;
  setHandler(memoChanged, () => {
    isChanged = true;
  });
  let remindedAt = "";
  for (;;) {
    isChanged = false;
    const memo = await memos.readMemo(input);
    if (memo === null) return;
    const { deadlineAt, receivedAt, reminderHours } = memo;
    if (deadlineAt === null) {
      await condition(() => isChanged);
      continue;
    }
    const step = planHold({
      deadlineAt,
      reminderHours,
      remindedAt: remindedAt === "" ? receivedAt : remindedAt,
      now: new Date().toISOString(),
    });
    if (step.kind === "wait") {
      await condition(() => isChanged, step.waitMs);
    } else if (step.kind === "remind") {
      remindedAt = step.dueAt;
      await tell(notices.mailMemoReminder({ partner, memoId, hours: step.hours }));
    } else {
      await memos.passMemoDeadline(input);
      needAttention(true);
      await condition(() => isChanged);
      needAttention(false);
    }
  }
}

function needAttention(value: boolean): void {
  upsertSearchAttributes([{ key: searchAttributes.needsAttention, value }]);
}
