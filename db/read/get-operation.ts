import type { Selectable } from "kysely";
import { sql } from "kysely";

import type { JsonValue } from "../../domain/canonical-json";
import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";

export interface OperationRecord {
  readonly operationId: number;
  readonly publicId: string;
  readonly kind: string;
  readonly status: "running" | "succeeded" | "failed" | "needs_attention" | "cancelled";
  readonly stage: string;
  readonly attention: {
    readonly reason: string;
    readonly text: string;
    readonly since: string;
    readonly actions: readonly string[];
  } | null;
  /** Of the booking, or the supplier's order, that it is about: its GDS provider code. */
  readonly gdsProviderCode: string | null;
  readonly workflowId: string;
  readonly resource: { readonly type: string; readonly id: string } | null;
  /** The workflow's input, so that a request that died before it began is begun again. */
  readonly request: JsonValue;
  readonly result: JsonValue;
  readonly error: JsonValue;
  readonly version: number;
  readonly finishedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export async function findOperation(
  { db }: PartnerDatabase,
  key: { readonly publicId: string } | { readonly operationId: number },
): Promise<OperationRecord | undefined> {
  const query = selectOperations(db);
  const row = await (
    "publicId" in key
      ? query.where("public_id", "=", key.publicId)
      : query.where("operation_id", "=", key.operationId)
  ).executeTakeFirst();
  return row && toOperation(row);
}

export async function getOperation(
  scope: PartnerDatabase,
  publicId: string,
): Promise<OperationRecord> {
  const operation = await findOperation(scope, { publicId });
  if (operation === undefined) throw new Refusal("NOT_FOUND", "No such operation.");
  return operation;
}

/** The public id of the operation that a workflow has begun by itself, and not ended. */
export async function findBegunOperation(
  { db }: PartnerDatabase,
  workflowId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("operations")
    .select("public_id")
    .where("workflow_id", "=", workflowId)
    .where("status", "in", ["running", "needs_attention"])
    .executeTakeFirst();
  return row?.public_id;
}

/** With the supplier of the booking, or of the order in no booking, that each is about. */
export function selectOperations(db: PartnerDatabase["db"]) {
  return db
    .selectFrom("operations")
    .selectAll("operations")
    .select((eb) => {
      const ofBooking = eb
        .selectFrom("bookings")
        .innerJoin("booking_pnrs", "booking_pnrs.booking_id", "bookings.booking_id")
        .select("booking_pnrs.gds_provider_code")
        .where("booking_pnrs.is_current", "=", 1)
        .whereRef("bookings.public_id", "=", "operations.resource_public_id")
        .limit(1);
      const ofOrder = eb
        .case()
        .when("operations.resource_type", "=", "supplier_order")
        .then(providerOfOrder)
        .end();
      return eb.fn.coalesce(ofBooking, ofOrder).as("gds_provider_code");
    });
}

/** An order that no booking has: the request says where it is. */
export const providerOfOrder = sql<string>`JSON_UNQUOTE(JSON_EXTRACT(operations.request_payload, ${"$.gdsProviderCode"}))`;

type OperationRow = Selectable<Database["operations"]> & {
  readonly gds_provider_code: string | null;
};

export function toOperation(row: OperationRow): OperationRecord {
  return {
    operationId: row.operation_id,
    publicId: row.public_id,
    kind: row.operation_kind,
    status: row.status,
    stage: row.stage,
    attention:
      row.attention_reason === null
        ? null
        : {
            reason: row.attention_reason,
            text: row.attention_text ?? "",
            // Nothing else is written to the row while it waits.
            since: toInstant(row.updated_at),
            actions: row.attention_actions?.split(",") ?? [],
          },
    gdsProviderCode: row.gds_provider_code,
    workflowId: row.workflow_id,
    resource:
      row.resource_type === null || row.resource_public_id === null
        ? null
        : { type: row.resource_type, id: row.resource_public_id },
    request: parseStored(row.request_payload),
    result: parseStored(row.result_payload),
    error: parseStored(row.error_payload),
    version: row.version,
    finishedAt: row.finished_at && toInstant(row.finished_at),
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}

/** Written by ourselves as canonical JSON. */
function parseStored(text: string | null): JsonValue {
  return text === null ? null : readOwnJson<JsonValue>(text);
}
