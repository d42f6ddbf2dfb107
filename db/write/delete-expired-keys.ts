import { sql } from "kysely";

import type { DatabaseHandle } from "../pool";

export interface PurgedKeys {
  readonly count: number;
  readonly isLast: boolean;
}

/** A statement of some milliseconds, so that no request waits long for what it locks. */
const batchMax = 1_000;

/** Deletes the keys of all partners that have expired, the oldest first, up to a batch of them. */
export function deleteExpiredKeys(
  database: Pick<DatabaseHandle, "system">,
  limit = batchMax,
): Promise<PurgedKeys> {
  return deleteExpiredRows(database, "idempotency_keys", limit);
}

/** The same of calls to suppliers. */
export function deleteExpiredSupplierCalls(
  database: Pick<DatabaseHandle, "system">,
  limit = batchMax,
): Promise<PurgedKeys> {
  return deleteExpiredRows(database, "supplier_calls", limit);
}

async function deleteExpiredRows(
  { system }: Pick<DatabaseHandle, "system">,
  table: "idempotency_keys" | "supplier_calls",
  limit: number,
): Promise<PurgedKeys> {
  const { numDeletedRows } = await system
    .deleteFrom(table)
    .where("expires_at", "<", sql<string>`UTC_TIMESTAMP(6)`)
    .orderBy("expires_at")
    .limit(limit)
    .executeTakeFirstOrThrow();
  const count = Number(numDeletedRows);
  return { count, isLast: count < limit };
}
