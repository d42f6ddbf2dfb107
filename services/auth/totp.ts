import { generateSecret, generateURI, verify } from "otplib";

import type { KeyRing } from "../../db/encryption/key-ring";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { Refusal } from "../../domain/refusal";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import type { Person } from "./person";
import {
  dropNeedlessRecoveryCodes,
  replaceRecoveryCodes,
  takeRecoveryCode,
} from "./recovery-codes";

/** A code of the step before or after is taken too: clocks differ. */
const toleranceSeconds = 30;
const secretBytes = 20;

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
    await dropNeedlessRecoveryCodes(transaction, { ...person, hasTotp: false });
    await auditOwnAct(transaction, person.id, { type: "auth.totp_removed" }, moment);
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

export async function dropTotp({ db }: PartnerTransaction, userId: number): Promise<void> {
  await db
    .updateTable("user_totps")
    .set({ is_current: null, secret_encrypted: null })
    .where("user_id", "=", userId)
    .where("is_current", "=", 1)
    .execute();
}

function contextOf({ partner }: PartnerDatabase): string {
  return `${partner}:user_totps.secret`;
}
