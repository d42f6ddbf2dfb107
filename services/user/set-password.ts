import type { PartnerTransaction } from "../../db/partner-scope";
import { raiseSessionEpoch } from "../auth/end-sessions";

/**
 * Sets a password by its hash (`hashPassword`), and with the commit ends every session and token
 * that the person has: whoever knew the old one is out.
 */
export async function setPassword(
  transaction: PartnerTransaction,
  userId: number,
  passwordHash: string,
  at: string,
): Promise<void> {
  await raiseSessionEpoch(transaction, userId);
  await transaction.db
    .updateTable("user_credentials")
    .set({ password_hash: passwordHash, password_changed_at: at })
    .where("user_id", "=", userId)
    .execute();
}
