import type { PartnerDatabase } from "../partner-scope";
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
