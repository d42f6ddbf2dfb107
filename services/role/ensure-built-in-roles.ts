import { scopeToPartner } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { systemActor } from "../../domain/actor";
import type { RoleTemplate } from "../../domain/roles";
import { builtInRoles } from "../../domain/roles";
import { builtInRoleRow } from "./built-in-role-row";

/** Gives partners that were taken up before it each built-in role of this release; returns how many. */
export async function ensureBuiltInRoles(
  { system }: Pick<DatabaseHandle, "system">,
  at: string,
): Promise<number> {
  let added = 0;
  for (const role of builtInRoles) {
    const partners = await system
      .selectFrom("partners")
      .leftJoin("roles", (join) =>
        join
          .onRef("roles.partner_id", "=", "partners.partner_id")
          .on("roles.role_code", "=", role.code),
      )
      .select(["partners.partner_id", "partners.public_id"])
      .where("roles.role_id", "is", null)
      .execute();
    for (const { partner_id: partnerId, public_id: partner } of partners) {
      if (await addRole(scopeToPartner(system, { partnerId, partner }), role, at)) added += 1;
    }
  }
  return added;
}

/** False where another process was first. */
async function addRole(
  scope: Parameters<typeof inTransaction>[0],
  role: RoleTemplate,
  at: string,
): Promise<boolean> {
  const row = builtInRoleRow(role);
  try {
    await inTransaction(scope, async (transaction) => {
      const { insertId } = await transaction.db
        .insertInto("roles")
        .values(row)
        .executeTakeFirstOrThrow();
      await writeHistory(transaction, {
        table: "roles",
        ids: [Number(insertId)],
        type: "INSERT",
        at,
      });
      await writeAudit(
        transaction,
        { actor: systemActor },
        [
          {
            type: "role.created",
            targetType: "role",
            targetId: row.public_id,
            payload: { role_code: role.code, is_built_in: true },
          },
        ],
        at,
      );
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error, "uq_roles_code")) return false;
    throw error;
  }
}
