import type { z } from "@hono/zod-openapi";

import type { ApprovalRecord } from "../../db/read/approvals";
import type { approvalSchema } from "../schemas/approval";

export function presentApproval(
  approval: ApprovalRecord,
  livemode: boolean,
): z.infer<typeof approvalSchema> {
  return {
    id: approval.publicId,
    object: "approval",
    livemode,
    kind: approval.kind,
    act: approval.act,
    subject_id: approval.subjectId,
    request: { ...approval.payload },
    status: approval.status,
    maker: { ...approval.maker.actor },
    requested_at: approval.requestedAt,
    maker_reason: approval.makerReason,
    automatic: approval.approversRequired === 0,
    approvers_required: approval.approversRequired,
    expires_at: approval.expiresAt,
    checker: approval.checker === null ? null : { ...approval.checker },
    decided_at: approval.decidedAt,
    reason: approval.reason,
    version: approval.version,
  };
}
