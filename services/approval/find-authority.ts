import type { PartnerDatabase } from "../../db/partner-scope";
import { listDelegators } from "../../db/read/approval-delegations";
import { listApprovalBranches } from "../../db/read/approval-details";
import type { ApprovalRecord } from "../../db/read/approvals";
import { listRoleCodes } from "../../db/read/user-access";
import type { Access } from "../../domain/access";
import { Refusal } from "../../domain/refusal";
import { getUserAccess } from "../role/get-user-access";

/**
 * By whose authority a person decides on a request: their own, else one's who has delegated it to
 * them. As the database has it now: who was disabled, or lost the role, decides on nothing.
 * Refuses who has none (APPROVER_NOT_ALLOWED).
 */
export async function findAuthority(
  scope: PartnerDatabase,
  approval: ApprovalRecord,
  { userId, at }: { readonly userId: number | null; readonly at: string },
): Promise<number> {
  if (userId === null) {
    throw new Refusal("PERSON_REQUIRED", "People approve. A service's token belongs to nobody.");
  }
  const branches = await listApprovalBranches(scope, approval);
  const candidates = [userId, ...(await listDelegators(scope, { userId, at }))];
  for (const candidate of candidates) {
    if (candidate === approval.maker.userId) continue;
    if (await isApprover(scope, approval, { userId: candidate, branches })) {
      const isDelegate = candidate !== userId;
      if (!isDelegate || (await isActive(scope, userId))) return candidate;
    }
  }
  throw new Refusal("APPROVER_NOT_ALLOWED", "By its policy it is not yours to decide on.", {
    approval_id: approval.publicId,
    permission: approval.approverPermission,
    role: approval.approverRoleCode,
  });
}

/** Whether a person may decide on it themselves: by permission, role, branches, and being there. */
async function isApprover(
  scope: PartnerDatabase,
  approval: Pick<ApprovalRecord, "approverPermission" | "approverRoleCode">,
  { userId, branches }: { readonly userId: number; readonly branches: readonly number[] },
): Promise<boolean> {
  const access = await getUserAccess(scope, userId);
  return (
    hasPermission(access, approval.approverPermission) &&
    coversBranches(access, branches) &&
    (await hasRole(scope, userId, approval.approverRoleCode))
  );
}

function hasPermission({ permissions }: Access, permission: string): boolean {
  return [...permissions].some((held) => held === permission);
}

/** Who is held to some branches decides on what is of theirs alone. */
function coversBranches({ branches }: Access, concerned: readonly number[]): boolean {
  if (branches === undefined) return true;
  return concerned.length > 0 && concerned.every((branch) => branches.has(branch));
}

async function hasRole(
  scope: PartnerDatabase,
  userId: number,
  roleCode: string | null,
): Promise<boolean> {
  if (roleCode === null) return true;
  return (await listRoleCodes(scope, userId)).includes(roleCode);
}

async function isActive({ db }: PartnerDatabase, userId: number): Promise<boolean> {
  const row = await db
    .selectFrom("users")
    .select("user_id")
    .where("user_id", "=", userId)
    .where("status", "=", "active")
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}
