import { toDateTime } from "../../db/read/amounts";
import type { ApprovalRecord } from "../../db/read/approvals";
import { getApproval } from "../../db/read/approvals";
import { inTransaction } from "../../db/transaction";
import { advanceApproval } from "../../services/approval/advance-approval";
import type { ApprovalWait, AwaitApprovalInput } from "../../temporal/contract/await-approval";
import type { LedgerDependencies } from "../dependencies";
import { heartbeating } from "../heartbeat";
import { createHandOver } from "./hand-over";

export type ApprovalActivities = ReturnType<typeof createApprovalActivities>;

/** What a request that waits is looked at and moved by. */
export function createApprovalActivities(dependencies: LedgerDependencies) {
  const { openPartner, now, observer } = dependencies;
  return {
    handOverDecision: heartbeating(createHandOver(dependencies)),
    readApproval: heartbeating(
      async ({ partner, approvalId }: AwaitApprovalInput): Promise<ApprovalWait> => {
        const approval = await getApproval(await openPartner(partner), approvalId);
        const { status, workflowId } = approval;
        return { status, waitMs: msToNextStep(approval, now()), isAwaited: workflowId !== null };
      },
    ),
    /** Reminds or ends what is due; run again, it finds it done. */
    advanceApproval: heartbeating(async ({ partner, approvalId }: AwaitApprovalInput) => {
      const scope = await openPartner(partner);
      const at = toDateTime(now());
      return inTransaction(
        scope,
        (transaction) => advanceApproval(transaction, approvalId, at),
        observer,
      );
    }),
  };
}

function msToNextStep(
  { remindAt, remindedAt, expiresAt }: ApprovalRecord,
  now: string,
): number | null {
  const due = [remindedAt === null ? remindAt : null, expiresAt]
    .filter((step) => step !== null)
    .map((step) => Date.parse(step) - Date.parse(now));
  return due.length === 0 ? null : Math.max(0, Math.min(...due));
}
