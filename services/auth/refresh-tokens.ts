import { createHash, randomBytes } from "node:crypto";

import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import { inTransaction } from "../../db/transaction";
import { formatLinkToken } from "../../domain/user-link";
import type { ActMoment } from "./auth-audit";
import { auditOwnAct } from "./auth-audit";
import type { ProvedPerson } from "./begin-session";
import { findPerson, maySignIn } from "./person";
import type { AssuranceLevel } from "./principal";

/** In all, from the sign-in. */
const familyMs = 30 * 24 * 3600_000;
/** From one use to the next. */
const idleMs = 7 * 24 * 3600_000;

/** A mobile client's sign-in, and the refresh token that goes on with it. */
export interface IssuedRefresh {
  readonly user: string;
  readonly sessionId: string;
  readonly refreshToken: string;
  /** RFC 3339, as are the others. */
  readonly expiresAt: string;
  readonly startedAt: string;
  readonly authenticatedAt: string;
  readonly assuranceLevel: AssuranceLevel;
}

/** Begins a sign-in that goes on by refresh tokens, each of which works once. */
export async function beginFamily(
  { scope, person, methods, assuranceLevel }: ProvedPerson,
  { context, at }: ActMoment,
): Promise<IssuedRefresh> {
  const sessionId = newId("session");
  const expiresAt = new Date(Date.parse(toInstant(at)) + familyMs).toISOString();
  return inTransaction(scope, async (transaction) => {
    const { insertId } = await transaction.db
      .insertInto("refresh_token_families")
      .values({
        public_id: sessionId,
        user_id: person.userId,
        session_epoch: person.epoch,
        assurance_level: assuranceLevel,
        authenticated_at: at,
        ip_address: context.ipAddress ?? null,
        user_agent: context.userAgent ?? null,
        expires_at: toDateTime(expiresAt),
        last_used_at: at,
      })
      .executeTakeFirstOrThrow();
    const payload = { session_id: sessionId, methods, assurance_level: assuranceLevel };
    await auditOwnAct(transaction, person.id, { type: "auth.login", payload }, { context, at });
    return {
      user: person.id,
      sessionId,
      refreshToken: await addToken(transaction, Number(insertId)),
      expiresAt,
      startedAt: toInstant(at),
      authenticatedAt: toInstant(at),
      assuranceLevel,
    };
  });
}

/**
 * Takes a refresh token for the next one. One that was taken before is in two hands, of which one
 * is a thief's: the whole family ends. Undefined where nothing goes on.
 */
export async function rotate(
  scope: PartnerDatabase,
  secret: string,
  moment: ActMoment,
): Promise<IssuedRefresh | undefined> {
  return inTransaction(scope, async (transaction) => {
    const row = await findToken(transaction, secret);
    if (row === undefined) return undefined;
    const person = await findPerson(transaction, row.user_id);
    if (person === undefined || row.revoked_at !== null) return undefined;
    const familyId = row.refresh_token_family_id;
    if (row.used_at !== null) {
      await revoke(transaction, familyId, moment.at);
      const payload = { session_id: row.public_id };
      await auditOwnAct(transaction, person.id, { type: "auth.refresh_reused", payload }, moment);
      return undefined;
    }
    const now = Date.parse(toInstant(moment.at));
    const isOver =
      Date.parse(toInstant(row.expires_at)) <= now ||
      Date.parse(toInstant(row.created_at)) + idleMs <= now;
    if (isOver || !maySignIn(person) || person.epoch !== row.session_epoch) return undefined;
    await transaction.db
      .updateTable("refresh_tokens")
      .set({ used_at: moment.at })
      .where("refresh_token_id", "=", row.refresh_token_id)
      .execute();
    await transaction.db
      .updateTable("refresh_token_families")
      .set({ last_used_at: moment.at })
      .where("refresh_token_family_id", "=", familyId)
      .execute();
    return {
      ...toSession(row),
      user: person.id,
      refreshToken: await addToken(transaction, familyId),
      expiresAt: toInstant(row.expires_at),
    };
  });
}

/** Whether the person had such a sign-in. */
export async function endFamily(
  transaction: PartnerTransaction,
  { userId, sessionId }: { readonly userId: number; readonly sessionId: string },
  at: string,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction.db
    .updateTable("refresh_token_families")
    .set({ revoked_at: at })
    .where("public_id", "=", sessionId)
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

export interface FamilyRecord extends Omit<IssuedRefresh, "refreshToken" | "user"> {
  readonly userId: number;
  readonly epoch: number;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly lastSeenAt: string;
}

/** Those of a person that go on, newest first; or the one of this public id. */
export async function listFamilies(
  { db }: PartnerDatabase,
  of: { readonly userId: number } | { readonly sessionId: string },
  at: string,
): Promise<FamilyRecord[]> {
  const idleSince = new Date(Date.parse(toInstant(at)) - idleMs).toISOString();
  const all = db
    .selectFrom("refresh_token_families as family")
    .innerJoin("user_credentials", "user_credentials.user_id", "family.user_id")
    .selectAll("family")
    .whereRef("user_credentials.session_epoch", "=", "family.session_epoch")
    .where("family.revoked_at", "is", null)
    .where("family.expires_at", ">", at)
    .where("family.last_used_at", ">", toDateTime(idleSince));
  const own =
    "userId" in of
      ? all.where("family.user_id", "=", of.userId)
      : all.where("family.public_id", "=", of.sessionId);
  const rows = await own.orderBy("family.created_at", "desc").limit(100).execute();
  return rows.map((row) => ({
    ...toSession(row),
    userId: row.user_id,
    epoch: row.session_epoch,
    address: row.ip_address,
    userAgent: row.user_agent,
    lastSeenAt: toInstant(row.last_used_at),
    expiresAt: toInstant(row.expires_at),
  }));
}

/** Locks the family too: of two that come at once with one token, the second finds it used. */
function findToken({ db }: PartnerTransaction, secret: string) {
  return db
    .selectFrom("refresh_tokens")
    .innerJoin(
      "refresh_token_families as family",
      "family.refresh_token_family_id",
      "refresh_tokens.refresh_token_family_id",
    )
    .select([
      "refresh_token_id",
      "family.refresh_token_family_id",
      "used_at",
      "refresh_tokens.created_at",
      "family.public_id",
      "family.user_id",
      "family.session_epoch",
      "family.assurance_level",
      "family.authenticated_at",
      "family.expires_at",
      "family.revoked_at",
    ])
    .where("secret_hash", "=", digestOf(secret))
    .forUpdate()
    .executeTakeFirst();
}

function toSession(row: {
  readonly public_id: string;
  readonly authenticated_at: string;
  readonly assurance_level: number;
}) {
  return {
    sessionId: row.public_id,
    startedAt: toInstant(row.authenticated_at),
    authenticatedAt: toInstant(row.authenticated_at),
    assuranceLevel: row.assurance_level === 3 ? 3 : row.assurance_level === 2 ? 2 : 1,
  } as const;
}

async function revoke({ db }: PartnerTransaction, familyId: number, at: string): Promise<void> {
  await db
    .updateTable("refresh_token_families")
    .set({ revoked_at: at })
    .where("refresh_token_family_id", "=", familyId)
    .execute();
}

async function addToken(transaction: PartnerTransaction, familyId: number): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await transaction.db
    .insertInto("refresh_tokens")
    .values({ refresh_token_family_id: familyId, secret_hash: digestOf(secret) })
    .execute();
  return formatLinkToken(transaction.partner, secret);
}

function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
