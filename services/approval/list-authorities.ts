import type { PartnerDatabase } from "../../db/partner-scope";
import { listDelegators } from "../../db/read/approval-delegations";
import type { ApprovalAuthority } from "../../db/read/approval-inbox";
import { listRoleCodes } from "../../db/read/user-access";
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
