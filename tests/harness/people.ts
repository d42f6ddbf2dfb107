import { randomUUID } from "node:crypto";

import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";

/** A person of the partner, with no role yet; returns their key. */
export async function addUser({ db }: PartnerDatabase): Promise<number> {
  const { insertId } = await db
    .insertInto("users")
    .values({
      public_id: newId("user"),
      email: `${randomUUID()}@nova.example`,
      full_name: "A Bookkeeper",
    })
    .executeTakeFirstOrThrow();
  return Number(insertId);
}

/** Gives a person a role, and holds them to a branch, by their codes. */
export async function giveAccess(
  { db }: PartnerDatabase,
  userId: number,
  { role, branch }: { readonly role?: string; readonly branch?: string },
): Promise<void> {
  if (role !== undefined) {
    const { role_id } = await db
      .selectFrom("roles")
      .select("role_id")
      .where("role_code", "=", role)
      .executeTakeFirstOrThrow();
    await db.insertInto("user_roles").values({ user_id: userId, role_id }).execute();
  }
  if (branch !== undefined) {
    const { branch_id } = await db
      .selectFrom("branches")
      .select("branch_id")
      .where("branch_code", "=", branch)
      .executeTakeFirstOrThrow();
    await db.insertInto("user_branches").values({ user_id: userId, branch_id }).execute();
  }
}
