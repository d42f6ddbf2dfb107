import { randomUUID } from "node:crypto";

import { sql } from "kysely";

import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import type { ActContext } from "../../domain/actor";
import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import type { IdempotentRequest } from "../idempotency/idempotency-keys";
import { idempotencyKeepHours } from "../idempotency/idempotency-keys";

export interface NewOperation {
  readonly publicId: string;
  readonly kind: string;
  readonly workflowId: string;
  readonly resource: { readonly type: string; readonly id: string };
  /** The workflow's input. */
  readonly request: JsonValue;
  /** What else starts it, or which workflow alone does; absent of one that its own workflow begins. */
  readonly workflow?: JsonValue;
}

/**
 * Commits an operation with the idempotency key it answers to, in one commit, before its workflow
 * is started. Returns false where the key is taken, and then nothing is written.
 */
export async function beginOperation(
  scope: PartnerDatabase,
  operation: NewOperation,
  request: IdempotentRequest,
  context: ActContext,
): Promise<boolean> {
  try {
    await inTransaction(scope, async (transaction) => {
      const operationId = await insertOperation(transaction, operation, context);
      await insertKey(transaction, request, operationId);
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error, "uq_idempotency_keys_key")) return false;
    throw error;
  }
}

/** Without a key: for what nobody has asked for over the API. */
export async function insertOperation(
  { db }: PartnerTransaction,
  operation: NewOperation,
  context: Pick<ActContext, "requestId">,
): Promise<number> {
  const result = await db
    .insertInto("operations")
    .values({
      public_id: operation.publicId,
      operation_kind: operation.kind,
      stage: "requested",
      workflow_id: operation.workflowId,
      resource_type: operation.resource.type,
      resource_public_id: operation.resource.id,
      request_payload: canonicalJson(operation.request),
      workflow_start: operation.workflow === undefined ? null : canonicalJson(operation.workflow),
      request_id: context.requestId ?? null,
    })
    .executeTakeFirstOrThrow();
  return Number(result.insertId);
}

/** Held by the operation, not by a lease: whoever sends the key again joins it. */
async function insertKey(
  { db }: PartnerTransaction,
  request: IdempotentRequest,
  operationId: number,
): Promise<void> {
  await db
    .insertInto("idempotency_keys")
    .values({
      scope: request.scope,
      idempotency_key: request.key,
      fingerprint: request.fingerprint,
      state: "running",
      lease_token: randomUUID(),
      lease_expires_at: sql`UTC_TIMESTAMP(6)`,
      operation_id: operationId,
      expires_at: sql`UTC_TIMESTAMP(6) + INTERVAL ${idempotencyKeepHours} HOUR`,
    })
    .execute();
}
