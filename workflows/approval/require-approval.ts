import { condition, setHandler } from "@temporalio/workflow";

import type { ApprovalQuestion } from "../../temporal/contract/ask-approval";
import { approvalDecided } from "../../temporal/contract/await-approval";
import { refusalFailure } from "../../temporal/contract/failures";
import { books } from "../ticket/issuance-activities";

/** Of a workflow that asked nobody when its history was recorded: `patched(approvalsPatch)`. */
export const approvalsPatch = "approval-policies";

/** Who is told of nothing looks by itself this often. */
const lookAgainAfter = "6 hours";

/**
 * Asks for what the policy of an act wants and waits for it: at once where nobody is asked. What
 * the books say counts; the signal only says when to look. Fails where the request ended without
 * approval (APPROVAL_REJECTED, APPROVAL_EXPIRED, APPROVAL_WITHDRAWN). Run this before the supplier
 * is asked; what was checked before it is checked again where there was a wait.
 */
export async function requireApproval(
  question: ApprovalQuestion,
  waiting: {
    readonly whilePending: () => void;
    readonly findCallOff?: () => CallOff | undefined;
  },
): Promise<"at_once" | "after_waiting" | "called_off"> {
  const { whilePending, findCallOff = () => undefined } = waiting;
  let isTold = false;
  setHandler(approvalDecided, () => {
    isTold = true;
  });
  for (let looks = 1; ; looks += 1) {
    isTold = false;
    const answer = await books.askApproval(question);
    if (answer.status === "not_wanted") return "at_once";
    const { status, approvalId, reason } = answer;
    if (status === "approved") return looks === 1 ? "at_once" : "after_waiting";
    if (status !== "pending") throw ended(status, { approval_id: approvalId, reason });
    if (looks === 1) whilePending();
    await condition(() => isTold || findCallOff() !== undefined, lookAgainAfter);
    const callOff = findCallOff();
    if (callOff === undefined) continue;
    await books.callOffApproval({ partner: question.partner, approvalId, ...callOff });
    return "called_off";
  }
}

/** By whom and why a request is withdrawn whose act was cancelled. */
export type CallOff = Pick<ApprovalQuestion, "context"> & { readonly note: string };

const endings = {
  expired: ["APPROVAL_EXPIRED", "Nobody approved it in time."],
  rejected: ["APPROVAL_REJECTED", "It was not approved."],
  withdrawn: ["APPROVAL_WITHDRAWN", "Its approval is asked for no longer."],
} as const;

function ended(
  status: keyof typeof endings,
  details: { readonly approval_id: string; readonly reason: string | null },
) {
  const [code, message] = endings[status];
  return refusalFailure(code, `${message} Nothing was changed.`, details);
}
