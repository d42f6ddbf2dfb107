import type { Insertable } from "kysely";

import { redactCardNumbers, redactJson } from "../../domain/card-number";
import type { Database } from "../generated/database";
import { newId } from "../new-id";
import type { PartnerDatabase } from "../partner-scope";
import { isDuplicateKey } from "../transaction";

export interface OpenIntent {
  readonly supplierRequestId: number;
  readonly sentAt: string;
}

export type IntentOutcome = "succeeded" | "refused" | "not_done" | "unknown";

/** Requests of one business act, as an attempt finds them. */
export interface IntentsOfAct {
  /** Those whose outcome is not known: sent and unanswered, or answered in doubt. */
  readonly open: readonly OpenIntent[];
  /** The place of the request that the attempt may add. */
  readonly nextTurn: number;
}

export async function readIntents(
  { db }: PartnerDatabase,
  idempotencyKey: string,
): Promise<IntentsOfAct> {
  const rows = await db
    .selectFrom("supplier_request_log")
    .select(["supplier_request_id", "sent_at", "state", "turn"])
    .where("idempotency_key", "=", idempotencyKey)
    .orderBy("turn")
    .execute();
  return {
    open: rows
      .filter(({ state }) => state === "pending" || state === "unknown")
      .map((row) => ({ supplierRequestId: row.supplier_request_id, sentAt: row.sent_at })),
    nextTurn: (rows.at(-1)?.turn ?? 0) + 1,
  };
}

/** What requests of one business act that succeeded have left on record of their outcome. */
export async function listRecordedOutcomes(
  { db }: PartnerDatabase,
  idempotencyKey: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom("supplier_request_log")
    .select("outcome_payload")
    .where("idempotency_key", "=", idempotencyKey)
    .where("state", "=", "succeeded")
    .execute();
  return rows.flatMap(({ outcome_payload }) => outcome_payload ?? []);
}

/**
 * Commits what is about to be asked, before it is asked, in the turn that its attempt has read;
 * undefined where another attempt has taken it, which may be asking at this moment.
 */
export async function insertIntent(
  { db }: PartnerDatabase,
  intent: Omit<Insertable<Database["supplier_request_log"]>, "state" | "partner_id" | "public_id">,
): Promise<number | undefined> {
  try {
    const result = await db
      .insertInto("supplier_request_log")
      .values({ ...intent, public_id: newId("supplierRequest"), state: "pending" })
      .executeTakeFirstOrThrow();
    return Number(result.insertId);
  } catch (error) {
    if (isDuplicateKey(error, "uq_supplier_request_log_turn")) return undefined;
    throw error;
  }
}

/** What an operation's workflow has asked and not heard of. */
export async function listOpenRequests(
  { db }: PartnerDatabase,
  operationId: string,
): Promise<number[]> {
  const rows = await db
    .selectFrom("supplier_request_log as request")
    .innerJoin("operations as operation", "operation.workflow_id", "request.workflow_id")
    .select("request.supplier_request_id")
    .where("operation.public_id", "=", operationId)
    .where("request.state", "in", ["pending", "unknown"])
    .execute();
  return rows.map((row) => row.supplier_request_id);
}

/** Stores how requests ended; what they said is redacted by the caller. */
export async function settleIntents(
  { db }: PartnerDatabase,
  ids: readonly number[],
  outcome: {
    readonly state: IntentOutcome;
    readonly at: string;
    readonly code?: string;
    readonly text?: string;
    readonly payload?: string;
  },
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable("supplier_request_log")
    .set({
      state: outcome.state,
      settled_at: outcome.state === "unknown" ? null : outcome.at,
      outcome_code: outcome.code ?? null,
      outcome_text: redactCardNumbers(outcome.text ?? "").slice(0, 1000) || null,
      outcome_payload: outcome.payload === undefined ? null : redactJson(outcome.payload),
    })
    .where("supplier_request_id", "in", [...ids])
    .execute();
}
