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
    subject_id: approval.subjectId,
    request: { ...approval.payload },
    status: approval.status,
    maker: { ...approval.maker.actor },
    requested_at: approval.requestedAt,
    checker: approval.checker === null ? null : { ...approval.checker },
    decided_at: approval.decidedAt,
    reason: approval.reason,
    version: approval.version,
  };
}
