import type { PartnerTransaction } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import type { ApprovalRecord } from "../../db/read/approvals";
import { endApproval, lockApproval, touchApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import { systemActor } from "../../domain/actor";
import { tellOfApproval, toApprovalEvent } from "./decide-approval";
import { takeBack } from "./take-back";

/** Reminds of a request or ends it, where that is due. */
export async function advanceApproval(
  transaction: PartnerTransaction,
  publicId: string,
  at: string,
): Promise<"expired" | "reminded" | "nothing"> {
  const approval = await lockApproval(transaction, publicId);
  const { status, expiresAt, remindAt, remindedAt } = approval;
  const isDue = (due: string | null) => due !== null && due <= toInstant(at);
  if (status !== "pending") return "nothing";
  if (isDue(expiresAt)) {
    await expire(transaction, approval, at);
    return "expired";
  }
  if (remindedAt !== null || !isDue(remindAt)) return "nothing";
  await touchApproval(transaction, approval, { at, remindedAt: at });
  const event = toApprovalEvent("approval.reminded", approval, { checker: nobody, reason: null });
  await writeAudit(transaction, { actor: systemActor }, [event], at);
  return "reminded";
}

const nobody = { actor: systemActor, userId: null };

async function expire(
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  at: string,
): Promise<void> {
  await endApproval(transaction, approval, {
    status: "expired",
    checker: nobody,
    reason: null,
    at,
  });
  await takeBack(transaction, approval, { decision: "expired", at });
  const event = toApprovalEvent("approval.expired", approval, { checker: nobody, reason: null });
  await writeAudit(transaction, { actor: systemActor }, [event], at);
  await tellOfApproval(transaction, event, approval, at);
}
