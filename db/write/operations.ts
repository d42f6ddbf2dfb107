import type { AttentionAction } from "../../domain/attention";
import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";

export type OperationStatus = "running" | "succeeded" | "failed" | "needs_attention" | "cancelled";

export interface OperationChange {
  readonly status: OperationStatus;
  readonly stage: string;
  readonly attention?: {
    readonly reason: string;
    readonly text: string;
    readonly actions: readonly AttentionAction[];
  };
  readonly result?: JsonValue;
  readonly error?: JsonValue;
  readonly resource?: { readonly type: string; readonly id: string };
  readonly at: string;
}

/**
 * Writes where an operation stands. One that has ended is not changed again. Returns whether
 * anything changed, so that what goes with the change is written once however often it is tried.
 */
export async function updateOperation(
  { db }: PartnerDatabase,
  publicId: string,
  change: OperationChange,
): Promise<boolean> {
  const ended = ["succeeded", "failed", "cancelled"].includes(change.status);
  const result = await db
    .updateTable("operations")
    .set((eb) => ({
      status: change.status,
      stage: change.stage,
      attention_reason: change.attention?.reason ?? null,
      attention_actions: change.attention?.actions.join(",") ?? null,
      attention_text: change.attention?.text.slice(0, 1000) ?? null,
      ...(change.result === undefined ? {} : { result_payload: canonicalJson(change.result) }),
      ...(change.error === undefined ? {} : { error_payload: canonicalJson(change.error) }),
      ...(change.resource === undefined
        ? {}
        : { resource_type: change.resource.type, resource_public_id: change.resource.id }),
      finished_at: ended ? change.at : null,
      version: eb("version", "+", 1),
    }))
    .where("public_id", "=", publicId)
    .where("status", "in", ["running", "needs_attention"])
    .where((eb) =>
      eb.or([
        eb("status", "!=", change.status),
        eb("stage", "!=", change.stage),
        eb(eb.fn.coalesce("attention_reason", eb.val("")), "!=", change.attention?.reason ?? ""),
      ]),
    )
    .executeTakeFirstOrThrow();
  return result.numUpdatedRows > 0n;
}

/**
 * Ends an operation with the commit that it asked for. One that has ended meanwhile (an operator has
 * cancelled it, say, while the attempt was cut off) undoes the commit: refuses with
 * OPERATION_CANCELLED.
 */
export async function succeedOperation(
  transaction: PartnerTransaction,
  publicId: string,
  change: Omit<OperationChange, "status">,
): Promise<void> {
  if (await updateOperation(transaction, publicId, { ...change, status: "succeeded" })) return;
  throw new Refusal("OPERATION_CANCELLED", "The operation has ended. Nothing was written.");
}

/** What has been come to so far, of an operation that goes on. */
export async function keepProgress(
  { db }: PartnerDatabase,
  publicId: string,
  result: JsonValue,
): Promise<void> {
  await db
    .updateTable("operations")
    .set((eb) => ({ result_payload: canonicalJson(result), version: eb("version", "+", 1) }))
    .where("public_id", "=", publicId)
    .where("status", "=", "running")
    .execute();
}
