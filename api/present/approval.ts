import { z } from "@hono/zod-openapi";

import type { PartnerDatabase } from "../../db/partner-scope";
import { listApprovalComments } from "../../db/read/approval-comments";
import { listApprovalWords } from "../../db/read/approval-details";
import type { ApprovalRecord } from "../../db/read/approvals";
import { listDeciders } from "../../services/approval/list-deciders";
import type { approvalDetailSchema, approvalSchema } from "../schemas/approval";

/** A request with what was said of it, and who may still decide. */
export async function presentApprovalDetail(
  scope: PartnerDatabase,
  approval: ApprovalRecord,
  { livemode, at }: { readonly livemode: boolean; readonly at: string },
): Promise<z.infer<typeof approvalDetailSchema>> {
  const words = await listApprovalWords(scope, approval);
  const deciders = await listDeciders(scope, approval, at);
  const comments = await listApprovalComments(scope, approval);
  return {
    ...presentApproval(approval, livemode),
    changes: changesOf(approval),
    decisions: words.map((word) => ({
      decision: word.decision,
      user_id: word.userId,
      on_behalf_of: word.onBehalfOf,
      reason: word.reason,
      decided_at: word.decidedAt,
    })),
    comments: comments.map(({ author, ...comment }) => ({ ...comment, author: { ...author } })),
    deciders: deciders.map(({ id, onBehalfOf }) => ({ user_id: id, on_behalf_of: onBehalfOf })),
  };
}

function changesOf({ payload }: ApprovalRecord) {
  const before = z.record(z.string(), z.unknown()).catch({}).parse(payload["before"]);
  const after = z.record(z.string(), z.unknown()).catch({}).parse(payload["after"]);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({
      field,
      before: before[field] ?? null,
      after: after[field] ?? null,
    }));
}

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
