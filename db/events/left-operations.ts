import type { Kysely } from "kysely";
import { sql } from "kysely";

import type { JsonValue } from "../../domain/canonical-json";
import { readOwnJson } from "../../domain/own-json";
import type { Database } from "../generated/database";

/** An operation that was accepted and of whose workflow nothing has been heard. */
export interface LeftOperation {
  readonly operationId: number;
  readonly publicId: string;
  readonly partner: string;
  readonly workflowId: string;
  /** The workflow's input. */
  readonly request: JsonValue;
  /** Its type, queue and search attributes; or which workflow alone starts it. */
  readonly workflow: JsonValue;
}

const batchMax = 100;

/**
 * Operations of all partners that were accepted longer ago than that and have come to nothing yet,
 * after `after` in their order, up to a batch. Most of them are at work.
 */
export async function listLeftOperations(
  system: Kysely<Database>,
  { after, olderThanSeconds }: { readonly after: number; readonly olderThanSeconds: number },
): Promise<LeftOperation[]> {
  const rows = await system
    .selectFrom("operations")
    .innerJoin("partners", "partners.partner_id", "operations.partner_id")
    .select(["operations.operation_id", "operations.public_id", "operations.workflow_id"])
    .select(["operations.request_payload", "operations.workflow_start"])
    .select("partners.public_id as partner")
    .where("operations.status", "=", "running")
    .where("operations.stage", "=", "requested")
    .where("operations.workflow_start", "is not", null)
    .where("operations.operation_id", ">", after)
    .where(
      "operations.created_at",
      "<",
      sql<string>`UTC_TIMESTAMP(6) - INTERVAL ${olderThanSeconds} SECOND`,
    )
    .orderBy("operations.operation_id")
    .limit(batchMax)
    .execute();
  return rows.map((row) => ({
    operationId: row.operation_id,
    publicId: row.public_id,
    partner: row.partner,
    workflowId: row.workflow_id,
    request: readOwnJson(row.request_payload ?? "null"),
    workflow: readOwnJson(row.workflow_start ?? "null"),
  }));
}
