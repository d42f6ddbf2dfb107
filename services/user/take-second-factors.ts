import type { PartnerTransaction } from "../../db/partner-scope";
import { getUser } from "../../db/read/users";
import { writeAudit } from "../../db/write/audit";
import { writeSecurityNotice } from "../../db/write/security-notice";
import { Refusal } from "../../domain/refusal";
import { raiseSessionEpoch } from "../auth/end-sessions";
import { dropRecoveryCodes } from "../auth/recovery-codes";
import { dropTotp } from "../auth/totp";
import type { AccessAct } from "../role/grant-role";

/**
 * Takes all second factors of a person away who has lost them: their sessions end, they are told,
 * and until they have taken up another one nothing but their own sign-in is theirs.
 */
export async function takeSecondFactors(
  transaction: PartnerTransaction,
  { userId, maker, context, at }: AccessAct,
): Promise<void> {
  if (maker.user?.id === userId) {
    throw new Refusal("OWN_ACCESS", "Nobody changes their own access. Remove yours yourself.");
  }
  const user = await getUser(transaction, userId);
  const passkeys = await dropPasskeys(transaction, user.userId);
  await dropTotp(transaction, user.userId);
  await dropRecoveryCodes(transaction, user.userId);
  await raiseSessionEpoch(transaction, user.userId);
  await transaction.db
    .updateTable("user_credentials")
    .set({ is_second_factor_demanded: 1 })
    .where("user_id", "=", user.userId)
    .execute();
  const type = "user.second_factors_taken";
  const event = { type, targetType: "user", targetId: userId, payload: { passkeys } };
  await writeAudit(transaction, context, [event], at);
  await writeSecurityNotice(transaction, userId, type, at);
}

async function dropPasskeys({ db }: PartnerTransaction, userId: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("user_passkeys")
    .set((eb) => ({ removal: eb.ref("user_passkey_id") }))
    .where("user_id", "=", userId)
    .where("removal", "=", 0)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
