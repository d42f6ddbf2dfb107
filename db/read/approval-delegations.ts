import type { PartnerDatabase } from "../partner-scope";

/** Keys of those who have delegated to this person what they approve, at that time. */
export async function listDelegators(
  { db }: PartnerDatabase,
  { userId, at }: { readonly userId: number; readonly at: string },
): Promise<number[]> {
  const rows = await db
    .selectFrom("approval_delegations")
    .select("delegator_user_id")
    .distinct()
    .where("delegate_user_id", "=", userId)
    .where("starts_at", "<=", at)
    .where("ends_at", ">", at)
    .where("revoked_at", "is", null)
    .orderBy("delegator_user_id")
    .execute();
  return rows.map(({ delegator_user_id }) => delegator_user_id);
}
