import type { PartnerTransaction } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import { writeHistory } from "../../db/write/history";
import { Refusal } from "../../domain/refusal";

export interface UserChange {
  readonly status?: "active" | "disabled";
  readonly email?: string;
  readonly emailVerifiedAt?: string;
}

/** Changes a person's row with its history; EMAIL_IN_USE where somebody else has the address. */
export async function changeUser(
  transaction: PartnerTransaction,
  userId: number,
  change: UserChange,
  at: string,
): Promise<void> {
  const { db } = transaction;
  const before = await db
    .selectFrom("users")
    .select(["status", "email", "email_verified_at"])
    .where("user_id", "=", userId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const after = {
    status: change.status ?? before.status,
    email: change.email ?? before.email,
    email_verified_at: change.emailVerifiedAt ?? before.email_verified_at,
  };
  try {
    await db
      .updateTable("users")
      .set((eb) => ({ ...after, version: eb("version", "+", 1) }))
      .where("user_id", "=", userId)
      .execute();
  } catch (error) {
    if (!isDuplicateKey(error, "uq_users_email")) throw error;
    throw new Refusal("EMAIL_IN_USE", "Somebody of this partner has this e-mail address already.");
  }
  await writeHistory(transaction, {
    table: "users",
    ids: [userId],
    type: "UPDATE",
    at,
    changes: {
      status: [before.status, after.status],
      email: [before.email, after.email],
      email_verified_at: [before.email_verified_at, after.email_verified_at],
    },
  });
}
