import { toInstant } from "../../db/read/amounts";
import type { RoleRecord } from "../../db/read/roles";
import type { UserAccessRecord } from "../../db/read/user-access";

export function presentRole(role: RoleRecord, livemode: boolean) {
  return {
    id: role.publicId,
    object: "role" as const,
    livemode,
    code: role.code,
    name: role.name,
    description: role.description,
    is_built_in: role.isBuiltIn,
    is_active: role.isActive,
    permissions: [...role.permissions],
    version: role.version,
    created_at: role.createdAt,
    updated_at: role.updatedAt,
  };
}

export function presentUserAccess(record: UserAccessRecord, livemode: boolean) {
  return {
    user_id: record.user.id,
    object: "user_access" as const,
    livemode,
    roles: record.roles.map((role) => ({
      id: role.id,
      code: role.code,
      name: role.name,
      is_active: role.isActive,
      granted_at: toInstant(role.grantedAt),
    })),
    branches: record.branches.map(({ id, code, name }) => ({ id, code, name })),
    permissions: [...record.access.permissions].toSorted(),
  };
}
