import type { PartnerTransaction } from "../../db/partner-scope";
import type { UserRecord } from "../../db/read/users";
import { getUser } from "../../db/read/users";
import { writeAudit } from "../../db/write/audit";
import { Refusal } from "../../domain/refusal";
import { raiseSessionEpoch } from "../auth/end-sessions";
import { assertAnotherAdmin } from "../role/assert-another-admin";
import type { AccessAct } from "../role/grant-role";
import { changeUser } from "./change-user";

/** Lets a person in no more: their sessions and tokens end with the commit. */
export async function disableUser(transaction: PartnerTransaction, act: AccessAct): Promise<void> {
  const user = await getOther(transaction, act);
  if (user.status === "disabled") return;
  await assertAnotherAdmin(transaction, user.userId);
  await changeUser(transaction, user.userId, { status: "disabled" }, act.at);
  await raiseSessionEpoch(transaction, user.userId);
  await transaction.db
    .updateTable("user_links")
    .set({ is_current: null, secret_encrypted: null })
    .where("user_id", "=", user.userId)
    .where("is_current", "=", 1)
    .execute();
  await audit(transaction, "user.disabled", act);
}

/** Lets a disabled person in again, with what they had. */
export async function enableUser(transaction: PartnerTransaction, act: AccessAct): Promise<void> {
  const user = await getOther(transaction, act);
  if (user.status === "active") return;
  if (user.status === "invited") {
    throw new Refusal("USER_STATE_INVALID", "The person has yet to accept the invitation.");
  }
  await changeUser(transaction, user.userId, { status: "active" }, act.at);
  await audit(transaction, "user.enabled", act);
}

async function getOther(
  transaction: PartnerTransaction,
  { userId, maker }: AccessAct,
): Promise<UserRecord> {
  if (maker.user?.id === userId) {
    throw new Refusal("OWN_ACCESS", "Nobody changes their own access.");
  }
  return getUser(transaction, userId);
}

async function audit(
  transaction: PartnerTransaction,
  type: string,
  { userId, context, at }: AccessAct,
): Promise<void> {
  const event = { type, targetType: "user", targetId: userId, payload: {} };
  await writeAudit(transaction, context, [event], at);
}
