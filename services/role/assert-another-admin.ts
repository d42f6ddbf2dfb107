import type { PartnerTransaction } from "../../db/partner-scope";
import { Refusal } from "../../domain/refusal";

export const adminRole = "partner_admin";

/**
 * Refuses where the partner would be left without an administrator of all its branches, were it
 * not for this person (LAST_ADMIN). Before a person is disabled, restricted, or loses the role.
 */
export async function assertAnotherAdmin(
  { db }: PartnerTransaction,
  userId: number,
): Promise<void> {
  // Whoever else would take an administrator away waits for this one.
  await db
    .selectFrom("roles")
    .select("role_id")
    .where("role_code", "=", adminRole)
    .forUpdate()
    .execute();
  const admins = await db
    .selectFrom("user_roles")
    .innerJoin("roles", "roles.role_id", "user_roles.role_id")
    .innerJoin("users", "users.user_id", "user_roles.user_id")
    .leftJoin("user_branches", (join) =>
      join
        .onRef("user_branches.user_id", "=", "users.user_id")
        .on("user_branches.is_current", "=", 1),
    )
    .select("users.user_id")
    .where("roles.role_code", "=", adminRole)
    .where("user_roles.is_current", "=", 1)
    .where("users.status", "=", "active")
    .where("users.deleted_at", "is", null)
    .where("user_branches.user_branch_id", "is", null)
    .execute();
  const isAdmin = admins.some(({ user_id }) => user_id === userId);
  if (!isAdmin || admins.some(({ user_id }) => user_id !== userId)) return;
  throw new Refusal("LAST_ADMIN", "It is the partner's last administrator. Name another first.");
}
