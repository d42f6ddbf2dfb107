import type { Actor } from "../../domain/actor";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { ApprovalRecord } from "./approvals";

type Approval = Pick<ApprovalRecord, "approvalId">;

/** Keys of the branches that a request concerns. */
export async function listApprovalBranches(
  { db }: PartnerDatabase,
  { approvalId }: Approval,
): Promise<number[]> {
  const rows = await db
    .selectFrom("approval_branches")
    .select("branch_id")
    .where("approval_id", "=", approvalId)
    .execute();
  return rows.map(({ branch_id }) => branch_id);
}

export async function countApproved(
  { db }: PartnerDatabase,
  { approvalId }: Approval,
): Promise<number> {
  const rows = await db
    .selectFrom("approval_decisions")
    .select("approval_decision_id")
    .where("approval_id", "=", approvalId)
    .where("decision", "=", "approved")
    .execute();
  return rows.length;
}

export interface ApprovalWord {
  readonly decision: "approved" | "rejected";
  readonly checker: Actor;
  readonly checkerUserId: number;
  readonly authorityUserId: number;
  /** Public ids of the people. */
  readonly userId: string;
  readonly onBehalfOf: string | null;
  readonly reason: string | null;
  readonly decidedAt: string;
}

/** What each approver has said, in the order of their saying. */
export async function listApprovalWords(
  { db }: PartnerDatabase,
  { approvalId }: Approval,
): Promise<ApprovalWord[]> {
  const rows = await db
    .selectFrom("approval_decisions as word")
    .innerJoin("users as checker", "checker.user_id", "word.checker_user_id")
    .innerJoin("users as authority", "authority.user_id", "word.authority_user_id")
    .selectAll("word")
    .select(["checker.public_id as checker_public_id", "authority.public_id as authority_id"])
    .where("word.approval_id", "=", approvalId)
    .orderBy("word.approval_decision_id")
    .execute();
  return rows.map((row) => ({
    decision: row.decision,
    checker: { type: row.checker_type, id: row.checker_id },
    checkerUserId: row.checker_user_id,
    authorityUserId: row.authority_user_id,
    userId: row.checker_public_id,
    onBehalfOf: row.authority_user_id === row.checker_user_id ? null : row.authority_id,
    reason: row.reason,
    decidedAt: toInstant(row.created_at),
  }));
}
