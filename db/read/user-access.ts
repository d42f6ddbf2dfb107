import type { Access } from "../../domain/access";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import { permissionsOfRole } from "./roles";

/** A person's access, with the roles and branches that it comes from. */
export interface UserAccessRecord {
  readonly user: { readonly userId: number; readonly id: string };
  /** With the key of the grant. Inactive roles give nothing. */
  readonly roles: readonly {
    readonly userRoleId: number;
    readonly roleId: number;
    readonly id: string;
    readonly code: string;
    readonly name: string;
    readonly isActive: boolean;
    readonly grantedAt: string;
  }[];
  /** Those they are held to; empty: all of them. */
  readonly branches: readonly {
    readonly userBranchId: number;
    readonly branchId: number;
    readonly id: string;
    readonly code: string;
    readonly name: string;
  }[];
  /** What comes of it: nothing for who is disabled. */
  readonly access: Access;
}

export async function getUserAccessRecord(
  scope: PartnerDatabase,
  publicId: string,
): Promise<UserAccessRecord> {
  const user = await scope.db
    .selectFrom("users")
    .select(["user_id", "status"])
    .where("public_id", "=", publicId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  if (user === undefined) throw new Refusal("NOT_FOUND", "No such user.");
  const roles = await readRoles(scope, user.user_id);
  const branches = await readBranches(scope, user.user_id);
  const given = user.status === "active" ? roles.filter(({ is_active }) => is_active === 1) : [];
  return {
    user: { userId: user.user_id, id: publicId },
    roles: roles.map((role) => ({
      userRoleId: role.user_role_id,
      roleId: role.role_id,
      id: role.public_id,
      code: role.role_code,
      name: role.role_name,
      isActive: role.is_active === 1,
      grantedAt: role.created_at,
    })),
    branches: branches.map((branch) => ({
      userBranchId: branch.user_branch_id,
      branchId: branch.branch_id,
      id: branch.public_id,
      code: branch.branch_code,
      name: branch.branch_name,
    })),
    access: {
      permissions: new Set(given.flatMap((role) => permissionsOfRole(role))),
      ...(branches.length > 0 && {
        branches: new Set(branches.map(({ branch_id }) => branch_id)),
      }),
    },
  };
}

/** Codes of the roles that a person has now and that are in force. */
export async function listRoleCodes({ db }: PartnerDatabase, userId: number): Promise<string[]> {
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

function readRoles({ db }: PartnerDatabase, userId: number) {
  return db
    .selectFrom("user_roles")
    .innerJoin("roles", "roles.role_id", "user_roles.role_id")
    .select([
      "user_roles.user_role_id",
      "user_roles.created_at",
      "roles.role_id",
      "roles.public_id",
      "roles.role_code",
      "roles.role_name",
      "roles.is_active",
      "roles.is_built_in",
      "roles.permissions",
    ])
    .where("user_roles.user_id", "=", userId)
    .where("user_roles.is_current", "=", 1)
    .orderBy("user_roles.user_role_id")
    .execute();
}

function readBranches({ db }: PartnerDatabase, userId: number) {
  return db
    .selectFrom("user_branches")
    .innerJoin("branches", "branches.branch_id", "user_branches.branch_id")
    .select([
      "user_branches.user_branch_id",
      "branches.branch_id",
      "branches.public_id",
      "branches.branch_code",
      "branches.branch_name",
    ])
    .where("user_branches.user_id", "=", userId)
    .where("user_branches.is_current", "=", 1)
    .orderBy("branches.branch_code")
    .execute();
}
