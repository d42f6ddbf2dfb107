import { activityInfo } from "@temporalio/activity";

import { toDateTime } from "../../db/read/amounts";
import { getApprovalPolicy } from "../../db/read/approval-policies";
import type { ApprovalRecord } from "../../db/read/approvals";
import { findApprovalOf } from "../../db/read/approvals";
import { inReadCommittedTransaction, inTransaction } from "../../db/transaction";
import { invariant } from "../../domain/invariant";
import { parseMoney } from "../../domain/money";
import { askForOperation } from "../../services/approval/ask-for-operation";
import { callOffApproval } from "../../services/approval/decline-approval";
import type {
  ApprovalAnswer,
  ApprovalCallOff,
  ApprovalQuestion,
} from "../../temporal/contract/ask-approval";
import { toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";

/** What a workflow whose act goes by a policy asks in the books, and takes back there. */
export function createApprovalQuestions({ openPartner, now, observer }: LedgerDependencies) {
  return {
    /** Asked again, it says how the request stands. */
    async askApproval({ amount, ...question }: ApprovalQuestion): Promise<ApprovalAnswer> {
      const { partner, act, operationId: subjectId } = question;
      const scope = await openPartner(partner);
      const found = await findApprovalOf(scope, { kind: "workflow", subjectId });
      if (found !== undefined) return toAnswer(found);
      const { levels } = await getApprovalPolicy(scope, act);
      if (levels.length === 0) return { status: "not_wanted" };
      const { workflowExecution } = activityInfo();
      invariant(workflowExecution !== undefined, "a workflow asks");
      const asked = {
        ...question,
        workflowId: workflowExecution.workflowId,
        ...(amount === undefined ? {} : { amount: parseMoney(amount) }),
      };
      const by = { context: toActContext(question.context), at: toDateTime(now()) };
      // It holds the operation's row; locks on what it reads besides would be in everybody's way.
      const made = await inReadCommittedTransaction(
        scope,
        (transaction) => askForOperation(transaction, asked, by),
        observer,
      );
      return toAnswer(made);
    },

    async callOffApproval(callOff: ApprovalCallOff): Promise<void> {
      const { partner, approvalId, note, context } = callOff;
      const scope = await openPartner(partner);
      const by = { context: toActContext(context), at: toDateTime(now()) };
      await inTransaction(
        scope,
        (transaction) => callOffApproval(transaction, approvalId, note, by),
        observer,
      );
    },
  };
}

function toAnswer({ status, publicId: approvalId, reason }: ApprovalRecord): ApprovalAnswer {
  return { status, approvalId, reason };
}
