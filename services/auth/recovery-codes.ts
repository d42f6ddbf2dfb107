import { createHash, randomInt } from "node:crypto";

import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import type { Person } from "./person";
import { listSecondFactors } from "./second-factors";

const recoveryCodes = 10;
const recoveryAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

export async function renewRecoveryCodes(
  scope: PartnerDatabase,
  person: Person,
  moment: ActMoment,
): Promise<string[]> {
  return inTransaction(scope, async (transaction) => {
    await auditOwnAct(transaction, person.id, { type: "auth.recovery_codes_renewed" }, moment);
    return replaceRecoveryCodes(transaction, person);
  });
}

/** Whether it was theirs; it works once. */
export async function takeRecoveryCode(
  { db }: PartnerTransaction,
  { person, code }: { readonly person: Person; readonly code: string },
  at: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("user_recovery_codes")
    .set({ is_current: null, used_at: at })
    .where("user_id", "=", person.userId)
    .where("secret_hash", "=", digestOf(person, code))
    .where("is_current", "=", 1)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** The only time that they can be read. */
export async function replaceRecoveryCodes(
  transaction: PartnerTransaction,
  person: Person,
): Promise<string[]> {
  await dropRecoveryCodes(transaction, person.userId);
  const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
  await transaction.db
    .insertInto("user_recovery_codes")
    .values(codes.map((code) => ({ user_id: person.userId, secret_hash: digestOf(person, code) })))
    .execute();
  return codes;
}

/** Where no second factor is left that they could stand in for. */
export async function dropNeedlessRecoveryCodes(
  transaction: PartnerTransaction,
  person: Person,
): Promise<void> {
  const left = await listSecondFactors(transaction, person);
  if (left.length === 0) await dropRecoveryCodes(transaction, person.userId);
}

export async function dropRecoveryCodes({ db }: PartnerTransaction, userId: number): Promise<void> {
  await db
    .updateTable("user_recovery_codes")
    .set({ is_current: null })
    .where("user_id", "=", userId)
    .where("is_current", "=", 1)
    .execute();
}

/** 80 bits, in an alphabet without letters that are taken for digits. */
function newRecoveryCode(): string {
  const letters = Array.from({ length: 16 }, () => recoveryAlphabet[randomInt(32)]).join("");
  return letters.replaceAll(/.{4}(?=.)/g, "$&-");
}

function digestOf({ id }: Person, code: string): string {
  const plain = code.toLowerCase().replaceAll(/[^0-9a-z]/g, "");
  return createHash("sha256").update(`${id}:${plain}`).digest("hex");
}
