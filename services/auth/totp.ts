import { createHash, randomInt } from "node:crypto";

import { generateSecret, generateURI, verify } from "otplib";

import type { KeyRing } from "../../db/encryption/key-ring";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { Refusal } from "../../domain/refusal";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import type { Person } from "./person";

/** A code of the step before or after is taken too: clocks differ. */
const toleranceSeconds = 30;
const secretBytes = 20;
const recoveryCodes = 10;
const recoveryAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

export interface TotpSecret {
  /** Base 32, as authenticators take it by hand. */
  readonly secret: string;
  /** `otpauth://…`, for a QR code. */
  readonly uri: string;
}

/** Gives a secret for an authenticator; it counts once a code of it has been shown. */
export async function beginTotp(
  scope: PartnerDatabase,
  keyRing: KeyRing,
  person: Person,
  moment: ActMoment,
): Promise<TotpSecret> {
  if (person.hasTotp) {
    throw new Refusal(
      "SECOND_FACTOR_EXISTS",
      "There is an authenticator already. Remove it first.",
    );
  }
  const secret = generateSecret({ length: secretBytes });
  const sealed = keyRing.encrypt(Buffer.from(secret), contextOf(scope));
  await inTransaction(scope, async (transaction) => {
    await dropTotp(transaction, person.userId);
    await transaction.db
      .insertInto("user_totps")
      .values({ user_id: person.userId, secret_encrypted: sealed })
      .execute();
    await auditOwnAct(transaction, person.id, { type: "auth.totp_begun" }, moment);
  });
  return { secret, uri: generateURI({ issuer: "travoBooks", label: person.email, secret }) };
}

/** Counts from here on, and gives the recovery codes: the only time they can be read. */
export async function confirmTotp(
  scope: PartnerDatabase,
  keyRing: KeyRing,
  { person, code }: { readonly person: Person; readonly code: string },
  moment: ActMoment,
): Promise<string[] | undefined> {
  return inTransaction(scope, async (transaction) => {
    const isProved = await takeCode(transaction, keyRing, { userId: person.userId, code });
    if (!isProved) return undefined;
    await transaction.db
      .updateTable("user_totps")
      .set({ confirmed_at: moment.at })
      .where("user_id", "=", person.userId)
      .where("is_current", "=", 1)
      .execute();
    await auditOwnAct(transaction, person.id, { type: "auth.totp_enrolled" }, moment);
    return replaceRecoveryCodes(transaction, person);
  });
}

export async function removeTotp(
  scope: PartnerDatabase,
  person: Person,
  moment: ActMoment,
): Promise<void> {
  await inTransaction(scope, async (transaction) => {
    await dropTotp(transaction, person.userId);
    await dropRecoveryCodes(transaction, person.userId);
    await auditOwnAct(transaction, person.id, { type: "auth.totp_removed" }, moment);
  });
}

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

/** Whether a code of the authenticator, or a recovery code, is theirs; it works once. */
export async function useSecondFactor(
  scope: PartnerDatabase,
  keyRing: KeyRing,
  { person, code }: { readonly person: Person; readonly code: string },
  at: string,
): Promise<"otp" | "recovery_code" | undefined> {
  return inTransaction(scope, async (transaction) => {
    if (/^\d{6}$/.test(code)) {
      const isTaken = await takeCode(transaction, keyRing, { userId: person.userId, code });
      return isTaken ? "otp" : undefined;
    }
    return (await takeRecoveryCode(transaction, { person, code }, at))
      ? "recovery_code"
      : undefined;
  });
}

async function takeCode(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  { userId, code }: { readonly userId: number; readonly code: string },
): Promise<boolean> {
  const { db } = transaction;
  const row = await db
    .selectFrom("user_totps")
    .select(["user_totp_id", "secret_encrypted", "last_time_step"])
    .where("user_id", "=", userId)
    .where("is_current", "=", 1)
    .forUpdate()
    .executeTakeFirst();
  if (row?.secret_encrypted == null) return false;
  const secret = keyRing.decrypt(row.secret_encrypted, contextOf(transaction)).toString();
  const result = await verify({
    secret,
    token: code,
    epochTolerance: toleranceSeconds,
    ...(row.last_time_step === null ? {} : { afterTimeStep: row.last_time_step }),
  });
  if (!result.valid || !("timeStep" in result)) return false;
  await db
    .updateTable("user_totps")
    .set({ last_time_step: result.timeStep })
    .where("user_totp_id", "=", row.user_totp_id)
    .execute();
  return true;
}

async function takeRecoveryCode(
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

async function replaceRecoveryCodes(
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

async function dropTotp({ db }: PartnerTransaction, userId: number): Promise<void> {
  await db
    .updateTable("user_totps")
    .set({ is_current: null, secret_encrypted: null })
    .where("user_id", "=", userId)
    .where("is_current", "=", 1)
    .execute();
}

async function dropRecoveryCodes({ db }: PartnerTransaction, userId: number): Promise<void> {
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

function contextOf({ partner }: PartnerDatabase): string {
  return `${partner}:user_totps.secret`;
}
