import type { PartnerDatabase } from "../../db/partner-scope";
import { listDelegators } from "../../db/read/approval-delegations";
import type { ApprovalAuthority } from "../../db/read/approval-inbox";
import { getUserAccess } from "../role/get-user-access";

/** A person's own authority, and of those who have delegated theirs to them. */
export async function listAuthorities(
  scope: PartnerDatabase,
  { userId, at }: { readonly userId: number; readonly at: string },
): Promise<ApprovalAuthority[]> {
  const authorities = [];
  for (const one of [userId, ...(await listDelegators(scope, { userId, at }))]) {
    const { permissions, branches } = await getUserAccess(scope, one);
    authorities.push({
      userId: one,
      permissions: [...permissions],
      roleCodes: await listRoleCodes(scope, one),
      ...(branches === undefined ? {} : { branches }),
    });
  }
  return authorities;
}

async function listRoleCodes({ db }: PartnerDatabase, userId: number): Promise<string[]> {
  const rows = await db
    .selectFrom("user_roles")
    .innerJoin("roles", "roles.role_id", "user_roles.role_id")
    .select("role_code")
    .where("user_roles.user_id", "=", userId)
    .where("user_roles.is_current", "=", 1)
    .where("roles.is_active", "=", 1)
    .execute();
  return rows.map(({ role_code }) => role_code);
}
