import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";

export interface NewUser {
  readonly email: string;
  readonly fullName: string;
  /** `invited` until they have set a password, and cannot sign in before. */
  readonly status: "invited" | "active";
  /** Codes of the partner's roles. */
  readonly roles: readonly string[];
  /** Of `hashPassword`: made before the transaction, of a password that `checkPassword` takes. */
  readonly passwordHash?: string;
}

/** Takes up a person with their roles; returns their two ids. */
export async function createUser(
  transaction: PartnerTransaction,
  user: NewUser,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<{ readonly userId: number; readonly id: string }> {
  const id = newId("user");
  const userId = await insertUser(transaction, user, id);
  await transaction.db
    .insertInto("user_credentials")
    .values({
      user_id: userId,
      password_hash: user.passwordHash ?? null,
      password_changed_at: user.passwordHash === undefined ? null : at,
    })
    .execute();
  await writeHistory(transaction, { table: "users", ids: [userId], type: "INSERT", at });
  const granted = await grantRoles(transaction, { userId, roles: user.roles }, at);
  await writeAudit(
    transaction,
    context,
    [
      {
        type: "user.created",
        targetType: "user",
        targetId: id,
        payload: { status: user.status, roles: granted },
      },
    ],
    at,
  );
  return { userId, id };
}

async function insertUser(
  { db }: PartnerTransaction,
  { email, fullName, status }: NewUser,
  publicId: string,
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("users")
      .values({ public_id: publicId, email, full_name: fullName, status })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_users_email")) throw error;
    throw new Refusal("EMAIL_IN_USE", "Somebody of this partner has this e-mail address already.");
  }
}

/** The codes, in their order. */
async function grantRoles(
  transaction: PartnerTransaction,
  { userId, roles }: { readonly userId: number; readonly roles: readonly string[] },
  at: string,
): Promise<string[]> {
  const codes = [...new Set(roles)].toSorted();
  for (const code of codes) {
    const role = await transaction.db
      .selectFrom("roles")
      .select("role_id")
      .where("role_code", "=", code)
      .where("is_active", "=", 1)
      .executeTakeFirst();
    if (role === undefined)
      throw new Refusal("NOT_FOUND", `No such role: ${code}.`, { role: code });
    const { insertId } = await transaction.db
      .insertInto("user_roles")
      .values({ user_id: userId, role_id: role.role_id })
      .executeTakeFirstOrThrow();
    const ids = [Number(insertId)];
    await writeHistory(transaction, { table: "user_roles", ids, type: "INSERT", at });
  }
  return codes;
}
