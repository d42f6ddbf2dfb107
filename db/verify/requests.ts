import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck } from "./ledger-check";
import { findingOf, namedRowsMax } from "./ledger-check";

/** Longer than a call takes, and than the workflow takes to write down what came of it. */
const settledMinutesMax = 60;

/**
 * Every intent to act at a supplier has an outcome, or an operation that is still after it: then a
 * person may have been asked, and an answer can take days.
 */
export async function checkSupplierRequests({ db }: PartnerDatabase): Promise<LedgerCheck> {
  const open = await db
    .selectFrom("supplier_request_log")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("state", "in", ["pending", "unknown"])
    .executeTakeFirstOrThrow();
  const forgotten = await db
    .selectFrom("supplier_request_log as request")
    .leftJoin("operations as operation", (join) =>
      join
        .onRef("operation.workflow_id", "=", "request.workflow_id")
        .on("operation.status", "in", ["running", "needs_attention"]),
    )
    .select(["request.supplier_request_id", "request.idempotency_key"])
    .where("request.state", "in", ["pending", "unknown"])
    .where(
      "request.sent_at",
      "<",
      sql<string>`UTC_TIMESTAMP(6) - INTERVAL ${settledMinutesMax} MINUTE`,
    )
    .where("operation.operation_id", "is", null)
    .orderBy("request.supplier_request_id")
    .limit(namedRowsMax)
    .execute();
  return {
    name: "supplier intents have outcomes",
    figures: { open: open.count },
    finding: findingOf(
      "REQUEST_WITHOUT_OUTCOME",
      "A supplier was asked, and nothing is after what came of it.",
      forgotten.map(
        (row) => `supplier request ${row.supplier_request_id} (${row.idempotency_key})`,
      ),
    ),
  };
}
