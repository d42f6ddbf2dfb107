import { randomUUID } from "node:crypto";

import { sql } from "kysely";

import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import { readOwnJson } from "../../domain/own-json";

export interface StoredResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface IdempotentRequest {
  /** Method, route and path parameters. */
  readonly scope: string;
  readonly key: string;
  /** SHA-256 of the canonical body. */
  readonly fingerprint: string;
}

/** A key that was reserved, with the proof that nobody has taken it over since. */
export interface HeldKey {
  readonly request: IdempotentRequest;
  readonly leaseToken: string;
}

/** What became of the request that has the key. */
export type KeyHolder =
  | { readonly kind: "finished"; readonly response: StoredResponse }
  | { readonly kind: "operation"; readonly operationId: number }
  | { readonly kind: "running" }
  | { readonly kind: "mismatch" };

export type Reservation = KeyHolder | { readonly kind: "reserved"; readonly leaseToken: string };

const leaseSeconds = 30;
export const idempotencyKeepHours = 24;

/**
 * Takes the key for one request. Its own autocommit statement: reserved inside the business
 * transaction, waiting duplicates would deadlock when it rolls back.
 */
export async function reserveKey(
  scope: PartnerDatabase,
  request: IdempotentRequest,
): Promise<Reservation> {
  const leaseToken = randomUUID();
  try {
    await scope.db
      .insertInto("idempotency_keys")
      .values({
        scope: request.scope,
        idempotency_key: request.key,
        fingerprint: request.fingerprint,
        lease_token: leaseToken,
        lease_expires_at: sql`UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND`,
        expires_at: sql`UTC_TIMESTAMP(6) + INTERVAL ${idempotencyKeepHours} HOUR`,
      })
      .execute();
    return { kind: "reserved", leaseToken };
  } catch (error) {
    if (!isDuplicateKey(error, "uq_idempotency_keys_key")) throw error;
  }
  const holder = await findKeyHolder(scope, request);
  if (holder === undefined) return reserveKey(scope, request);
  return holder.kind === "running" && (await takeOverLease(scope, request, leaseToken))
    ? { kind: "reserved", leaseToken }
    : holder;
}

/** Undefined where the key is free: never sent, or so long ago that it is forgotten. */
export async function findKeyHolder(
  scope: PartnerDatabase,
  request: IdempotentRequest,
): Promise<KeyHolder | undefined> {
  const row = await ofRequest(scope, request)
    .select([
      "fingerprint",
      "state",
      "operation_id",
      "response_status",
      "response_headers",
      "response_body",
    ])
    .select(sql<number>`expires_at < UTC_TIMESTAMP(6)`.as("expired"))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (row.expired === 1) {
    await ofRequestDelete(scope, request)
      .where("expires_at", "<", sql<string>`UTC_TIMESTAMP(6)`)
      .execute();
    return undefined;
  }
  if (row.fingerprint !== request.fingerprint) return { kind: "mismatch" };
  if (row.operation_id !== null) return { kind: "operation", operationId: row.operation_id };
  if (row.state === "finished") return { kind: "finished", response: toResponse(row) };
  return { kind: "running" };
}

async function takeOverLease(
  { db }: PartnerDatabase,
  request: IdempotentRequest,
  leaseToken: string,
): Promise<boolean> {
  const result = await db
    .updateTable("idempotency_keys")
    .set({
      lease_token: leaseToken,
      lease_expires_at: sql`UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND`,
    })
    .where("scope", "=", request.scope)
    .where("idempotency_key", "=", request.key)
    .where("state", "=", "running")
    .where("lease_expires_at", "<", sql<string>`UTC_TIMESTAMP(6)`)
    .executeTakeFirstOrThrow();
  return result.numUpdatedRows === 1n;
}

/** Stores the answer in the transaction of the write that it answers for; false if the key is lost. */
export async function finishKey(
  { db }: PartnerTransaction | PartnerDatabase,
  { request, leaseToken }: HeldKey,
  response: StoredResponse,
): Promise<boolean> {
  const result = await db
    .updateTable("idempotency_keys")
    .set({
      state: "finished",
      response_status: response.status,
      response_headers: JSON.stringify(response.headers),
      response_body: response.body,
    })
    .where("scope", "=", request.scope)
    .where("idempotency_key", "=", request.key)
    .where("state", "=", "running")
    .where("lease_token", "=", leaseToken)
    .executeTakeFirstOrThrow();
  return result.numUpdatedRows === 1n;
}

/** Gives the key back: the request came to nothing, and may be sent again as it was. */
export async function releaseKey(
  scope: PartnerDatabase,
  { request, leaseToken }: HeldKey,
): Promise<void> {
  await ofRequestDelete(scope, request)
    .where("state", "=", "running")
    .where("lease_token", "=", leaseToken)
    .execute();
}

function ofRequest({ db }: PartnerDatabase, request: IdempotentRequest) {
  return db
    .selectFrom("idempotency_keys")
    .where("scope", "=", request.scope)
    .where("idempotency_key", "=", request.key);
}

function ofRequestDelete({ db }: PartnerDatabase, request: IdempotentRequest) {
  return db
    .deleteFrom("idempotency_keys")
    .where("scope", "=", request.scope)
    .where("idempotency_key", "=", request.key);
}

function toResponse(row: {
  readonly response_status: number | null;
  readonly response_headers: string | null;
  readonly response_body: string | null;
}): StoredResponse {
  return {
    status: row.response_status ?? 500,
    headers: readOwnJson<Record<string, string>>(row.response_headers ?? "{}"),
    body: row.response_body ?? "",
  };
}
