import type { Selectable } from "kysely";

import type { Permission } from "../../domain/permissions";
import { isPermission } from "../../domain/permissions";
import { Refusal } from "../../domain/refusal";
import { builtInRoles } from "../../domain/roles";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";

export interface RoleRecord {
  readonly roleId: number;
  readonly publicId: string;
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly isBuiltIn: boolean;
  readonly isActive: boolean;
  readonly permissions: readonly Permission[];
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export async function getRole({ db }: PartnerDatabase, publicId: string): Promise<RoleRecord> {
  const row = await db
    .selectFrom("roles")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such role.");
  return toRole(row);
}

export async function lockRole({ db }: PartnerTransaction, publicId: string): Promise<RoleRecord> {
  const row = await db
    .selectFrom("roles")
    .selectAll()
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such role.");
  return toRole(row);
}

/** Built-in ones first, each by its name. */
export async function listRoles({ db }: PartnerDatabase): Promise<RoleRecord[]> {
  const rows = await db
    .selectFrom("roles")
    .selectAll()
    .orderBy("is_built_in", "desc")
    .orderBy("role_name")
    .orderBy("role_id")
    .execute();
  return rows.map(toRole);
}

/** A built-in role is what this release says it is: its row names it and no more. */
export function permissionsOfRole(role: {
  readonly role_code: string;
  readonly is_built_in: number;
  readonly permissions: string;
}): readonly Permission[] {
  if (role.is_built_in === 0) return role.permissions.split(" ").filter(isPermission);
  return builtInRoles.find(({ code }) => code === role.role_code)?.permissions ?? [];
}

function toRole(row: Selectable<Database["roles"]>): RoleRecord {
  return {
    roleId: row.role_id,
    publicId: row.public_id,
    code: row.role_code,
    name: row.role_name,
    description: row.description,
    isBuiltIn: row.is_built_in === 1,
    isActive: row.is_active === 1,
    permissions: [...new Set(permissionsOfRole(row))].toSorted(),
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}
