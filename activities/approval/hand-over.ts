import { getClient } from "@temporalio/activity";
import type { Client } from "@temporalio/client";
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from "@temporalio/client";

import { toDateTime } from "../../db/read/amounts";
import type { ApprovalRecord } from "../../db/read/approvals";
import { getApproval } from "../../db/read/approvals";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { systemActor } from "../../domain/actor";
import { invariant } from "../../domain/invariant";
import type { AwaitApprovalInput } from "../../temporal/contract/await-approval";
import { approvalDecided } from "../../temporal/contract/await-approval";
import { findRefusal } from "../../temporal/contract/failures";
import { resolveUpdate } from "../../temporal/contract/issue-booking";
import { resolutionSchema } from "../../temporal/contract/schemas/issue-booking";
import type { LedgerDependencies } from "../dependencies";

/**
 * Tells the workflow that waits for a decision, or has it do what was approved. The request's id is
 * the message's, so that told again it acts once. A workflow that has gone on without it is left
 * alone, and the audit says so.
 */
export function createHandOver({ openPartner, now, observer }: LedgerDependencies) {
  return async function handOverDecision(input: AwaitApprovalInput): Promise<void> {
    const scope = await openPartner(input.partner);
    const approval = await getApproval(scope, input.approvalId);
    const why = await tell(getClient(), approval);
    if (why === undefined) return;
    await inTransaction(
      scope,
      (transaction) =>
        writeAudit(
          transaction,
          { actor: systemActor },
          [
            {
              type: "approval.not_carried_out",
              targetType: "approval",
              targetId: approval.publicId,
              payload: { subject: approval.subjectId, reason: why },
            },
          ],
          toDateTime(now()),
        ),
      observer,
    );
  };
}

/** Why it could not be told; undefined where it was. */
async function tell(client: Client, approval: ApprovalRecord): Promise<string | undefined> {
  const { workflowId, kind, status, publicId } = approval;
  invariant(workflowId !== null, "somebody waits for it");
  const handle = client.workflow.getHandle(workflowId);
  try {
    if (kind !== "operation_resolution") {
      invariant(status !== "pending", "it is told once it is decided");
      await handle.signal(approvalDecided, { approvalId: publicId, status });
    } else if (status === "approved") {
      const resolution = toResolution(approval);
      await handle.executeUpdate(resolveUpdate, {
        args: [resolution],
        updateId: `approval:${publicId}`,
      });
    }
    return undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      return status === "approved" ? "What waited for it has ended." : undefined;
    }
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    const refusal = findRefusal(error);
    if (refusal === undefined) throw error;
    return `${refusal.code}: ${refusal.message}`;
  }
}

/** As its maker decided: the approval beside it says by whose leave. */
function toResolution({ payload, maker }: ApprovalRecord) {
  const { recordLocator } = payload;
  return resolutionSchema.parse({
    action: payload["action"],
    note: payload["note"],
    documents: payload["documents"],
    ...(typeof recordLocator === "string" ? { recordLocator } : {}),
    context: { actor: maker.actor, requestId: null, ipAddress: null, userAgent: null },
  });
}
