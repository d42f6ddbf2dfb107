import type { PartnerTransaction } from "../../db/partner-scope";
import { lockRole } from "../../db/read/roles";
import type { UserAccessRecord } from "../../db/read/user-access";
import { getUserAccessRecord } from "../../db/read/user-access";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { assertHolds, assertInBranches } from "../../domain/access";
import type { Access } from "../../domain/access";
import type { ActContext } from "../../domain/actor";
import type { JsonValue } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import { adminRole, assertAnotherAdmin } from "./assert-another-admin";

export interface AccessAct {
  /** Public id of the person whose access it is. */
  readonly userId: string;
  /** Who changes it, with the person behind them where there is one. */
  readonly maker: Access & { readonly user?: { readonly id: string } };
  readonly context: ActContext;
  /** DATETIME(6) in UTC. */
  readonly at: string;
}

/** Gives a person a role that its giver could act in, in branches that are the giver's. */
export async function grantRole(
  transaction: PartnerTransaction,
  roleId: string,
  act: AccessAct,
): Promise<void> {
  const person = await getAnother(transaction, act);
  const role = await lockRole(transaction, roleId);
  if (!role.isActive) {
    throw new Refusal("ROLE_INACTIVE", `${role.name} is not active.`, { role_code: role.code });
  }
  assertHolds(act.maker, role.permissions);
  assertInBranches(act.maker, person.access.branches);
  if (person.roles.some((one) => one.roleId === role.roleId)) return;
  const { insertId } = await transaction.db
    .insertInto("user_roles")
    .values({ user_id: person.user.userId, role_id: role.roleId })
    .executeTakeFirstOrThrow();
  await writeHistory(transaction, {
    table: "user_roles",
    ids: [Number(insertId)],
    type: "INSERT",
    at: act.at,
  });
  await auditUser(transaction, "role_granted", act, { role_id: roleId, role_code: role.code });
}

/** Takes a role away from a person; not the last administrator's (LAST_ADMIN). */
export async function takeRole(
  transaction: PartnerTransaction,
  roleId: string,
  act: AccessAct,
): Promise<void> {
  const person = await getAnother(transaction, act);
  const role = await lockRole(transaction, roleId);
  assertHolds(act.maker, role.permissions);
  assertInBranches(act.maker, person.access.branches);
  const grant = person.roles.find((one) => one.roleId === role.roleId);
  if (grant === undefined) return;
  if (role.code === adminRole) await assertAnotherAdmin(transaction, person.user.userId);
  await transaction.db
    .updateTable("user_roles")
    .set((eb) => ({ is_current: null, revoked_at: act.at, version: eb("version", "+", 1) }))
    .where("user_role_id", "=", grant.userRoleId)
    .execute();
  await writeHistory(transaction, {
    table: "user_roles",
    ids: [grant.userRoleId],
    type: "UPDATE",
    at: act.at,
    changes: { is_current: [1, null], revoked_at: [null, act.at] },
  });
  await auditUser(transaction, "role_taken", act, { role_id: roleId, role_code: role.code });
}

/** Nobody changes their own access. */
export async function getAnother(
  transaction: PartnerTransaction,
  { userId, maker }: AccessAct,
): Promise<UserAccessRecord> {
  if (maker.user?.id === userId) {
    throw new Refusal("OWN_ACCESS", "Nobody changes what they may do themselves. Ask another.");
  }
  return getUserAccessRecord(transaction, userId);
}

export async function auditUser(
  transaction: PartnerTransaction,
  event: string,
  { userId, context, at }: AccessAct,
  payload: Readonly<Record<string, JsonValue>>,
): Promise<void> {
  await writeAudit(
    transaction,
    context,
    [{ type: `user.${event}`, targetType: "user", targetId: userId, payload }],
    at,
  );
}
