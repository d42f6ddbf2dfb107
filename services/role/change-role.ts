import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { RoleRecord } from "../../db/read/roles";
import { lockRole } from "../../db/read/roles";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { Access } from "../../domain/access";
import { assertHolds } from "../../domain/access";
import type { ActContext } from "../../domain/actor";
import type { JsonValue } from "../../domain/canonical-json";
import type { Permission } from "../../domain/permissions";
import { Refusal } from "../../domain/refusal";

export interface RoleContent {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

interface Act {
  readonly maker: Access;
  readonly context: ActContext;
  /** DATETIME(6) in UTC. */
  readonly at: string;
}

interface Change extends Act {
  readonly id: string;
  /** Throws where the version that is held is not the one that was meant. */
  readonly assertVersion: (version: number) => void;
}

/** Makes a role of what its maker may do; returns its public id. */
export async function createRole(
  transaction: PartnerTransaction,
  role: RoleContent & { readonly code: string },
  act: Act,
): Promise<string> {
  assertHolds(act.maker, role.permissions);
  const publicId = newId("role");
  const roleId = await insertRole(transaction, role, publicId);
  await writeHistory(transaction, { table: "roles", ids: [roleId], type: "INSERT", at: act.at });
  await audit(transaction, publicId, "created", act, {
    role_code: role.code,
    permissions: [...role.permissions],
  });
  return publicId;
}

async function insertRole(
  { db }: PartnerTransaction,
  role: RoleContent & { readonly code: string },
  publicId: string,
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("roles")
      .values({
        public_id: publicId,
        role_code: role.code,
        role_name: role.name,
        description: role.description,
        permissions: role.permissions.join(" "),
      })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_roles_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `A role with code ${role.code} exists already.`, {
      role_code: role.code,
    });
  }
}

/** Says anew what a role of the partner's own may do: for all who have it. */
export async function rewriteRole(
  transaction: PartnerTransaction,
  content: RoleContent,
  change: Change,
): Promise<void> {
  const role = await lockOwnRole(transaction, change);
  // Nobody takes what they could not give, either.
  assertHolds(change.maker, [...role.permissions, ...content.permissions]);
  const [before, after] = [role.permissions.join(" "), content.permissions.join(" ")];
  const changes = onlyChanged({
    role_name: [role.name, content.name],
    description: [role.description, content.description],
    permissions: [before, after],
  });
  if (Object.keys(changes).length === 0) return;
  await transaction.db
    .updateTable("roles")
    .set({
      role_name: content.name,
      description: content.description,
      permissions: after,
      version: role.version + 1,
    })
    .where("role_id", "=", role.roleId)
    .execute();
  await record(transaction, role, "changed", changes, change);
}

/** Deactivates a role, which then gives nobody anything, or activates it again. */
export async function setRoleActive(
  transaction: PartnerTransaction,
  isActive: boolean,
  change: Change,
): Promise<void> {
  const role = await lockOwnRole(transaction, change);
  if (role.isActive === isActive) return;
  assertHolds(change.maker, role.permissions);
  await transaction.db
    .updateTable("roles")
    .set({ is_active: Number(isActive), version: role.version + 1 })
    .where("role_id", "=", role.roleId)
    .execute();
  const changes = { is_active: [Number(role.isActive), Number(isActive)] } as const;
  await record(transaction, role, isActive ? "activated" : "deactivated", changes, change);
}

async function lockOwnRole(transaction: PartnerTransaction, change: Change): Promise<RoleRecord> {
  const role = await lockRole(transaction, change.id);
  change.assertVersion(role.version);
  if (!role.isBuiltIn) return role;
  throw new Refusal(
    "ROLE_BUILT_IN",
    `${role.name} is what travoBooks says it is. Make a role of your own instead.`,
    { role_code: role.code },
  );
}

function onlyChanged(changes: Changes): Changes {
  return Object.fromEntries(
    Object.entries(changes).filter(([, [before, after]]) => before !== after),
  );
}

async function record(
  transaction: PartnerTransaction,
  role: RoleRecord,
  event: "changed" | "activated" | "deactivated",
  changes: Changes,
  act: Act,
): Promise<void> {
  await writeHistory(transaction, {
    table: "roles",
    ids: [role.roleId],
    type: "UPDATE",
    at: act.at,
    changes,
  });
  await audit(transaction, role.publicId, event, act, {
    role_code: role.code,
    changes: Object.fromEntries(Object.entries(changes).map(([name, pair]) => [name, [...pair]])),
  });
}

async function audit(
  transaction: PartnerTransaction,
  id: string,
  event: string,
  { context, at }: Act,
  payload: Readonly<Record<string, JsonValue>>,
): Promise<void> {
  await writeAudit(
    transaction,
    context,
    [{ type: `role.${event}`, targetType: "role", targetId: id, payload }],
    at,
  );
}
