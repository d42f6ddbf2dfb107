import type { Actor } from "../../domain/actor";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { ApprovalRecord } from "./approvals";

export interface ApprovalComment {
  readonly id: string;
  readonly author: Actor;
  readonly text: string;
  readonly at: string;
}

/** In the order they were written. */
export async function listApprovalComments(
  { db }: PartnerDatabase,
  { approvalId }: Pick<ApprovalRecord, "approvalId">,
): Promise<ApprovalComment[]> {
  const rows = await db
    .selectFrom("approval_comments")
    .select(["public_id", "actor_type", "actor_id", "comment_text", "created_at"])
    .where("approval_id", "=", approvalId)
    .orderBy("approval_comment_id")
    .execute();
  return rows.map((row) => ({
    id: row.public_id,
    author: { type: row.actor_type, id: row.actor_id },
    text: row.comment_text,
    at: toInstant(row.created_at),
  }));
}
