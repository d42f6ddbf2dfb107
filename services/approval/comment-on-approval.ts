import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { getApproval } from "../../db/read/approvals";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";

/** Says something of a request, also once it is decided on. The audit tells that, and not what. */
export async function commentOnApproval(
  transaction: PartnerTransaction,
  publicId: string,
  text: string,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const approval = await getApproval(transaction, publicId);
  const commentId = newId("approvalComment");
  const { actor } = context;
  await transaction.db
    .insertInto("approval_comments")
    .values({
      public_id: commentId,
      approval_id: approval.approvalId,
      actor_type: actor.type === "user" ? "user" : "api_token",
      actor_id: actor.id ?? "",
      comment_text: text,
      created_at: at,
    })
    .execute();
  const event = {
    type: "approval.commented",
    targetType: "approval",
    targetId: publicId,
    payload: { comment_id: commentId },
  };
  await writeAudit(transaction, context, [event], at);
}
