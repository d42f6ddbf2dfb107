import type { PartnerDatabase } from "../../db/partner-scope";
import { permissionsOfRole } from "../../db/read/roles";
import type { Access } from "../../domain/access";

/** By the roles and branches that a person has now. Nobody who is disabled may do anything. */
export async function getUserAccess({ db }: PartnerDatabase, userId: number): Promise<Access> {
  const roles = await db
    .selectFrom("user_roles")
    .innerJoin("roles", "roles.role_id", "user_roles.role_id")
    .innerJoin("users", "users.user_id", "user_roles.user_id")
    .select(["role_code", "is_built_in", "permissions"])
    .where("user_roles.user_id", "=", userId)
    .where("user_roles.is_current", "=", 1)
    .where("roles.is_active", "=", 1)
    .where("users.status", "=", "active")
    .where("users.deleted_at", "is", null)
    .execute();
  const branches = await db
    .selectFrom("user_branches")
    .select("branch_id")
    .where("user_id", "=", userId)
    .where("is_current", "=", 1)
    .execute();
  return {
    permissions: new Set(roles.flatMap((role) => permissionsOfRole(role))),
    ...(branches.length > 0 && {
      branches: new Set(branches.map(({ branch_id }) => branch_id)),
    }),
  };
}
