import type { Kysely } from "kysely";
import { sql } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import type { AuditFinding, AuditReport } from "./audit-report";

/** The sealer takes seconds; a row that has waited this long will never be sealed. */
const unsealedSecondsMax = 300;

/** Rows that wait for the sealer: how many, and for how long. */
export async function measureUnsealed({
  db,
}: PartnerDatabase): Promise<Pick<AuditReport, "unsealed" | "oldestUnsealedSeconds">> {
  const row = await db
    .selectFrom("unsealed_audit_logs")
    .select(({ fn }) => [
      fn.countAll<number>().as("unsealed"),
      sql<number>`COALESCE(TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(6)), 0)`.as(
        "oldest",
      ),
    ])
    .executeTakeFirstOrThrow();
  return { unsealed: row.unsealed, oldestUnsealedSeconds: row.oldest };
}

/**
 * A row in no chain that no sealer will take up: it was put in past the trigger that all rows
 * pass, its seal was taken away, or the sealer has not worked for too long.
 */
export async function findForgottenRow({ db }: PartnerDatabase): Promise<AuditFinding | null> {
  const row = await db
    .selectFrom("audit_logs as log")
    .leftJoin("audit_seals as seal", "seal.audit_log_id", "log.audit_log_id")
    .leftJoin("unsealed_audit_logs as waiting", "waiting.audit_log_id", "log.audit_log_id")
    .select(["log.audit_log_id", "log.public_id", "log.created_at"])
    .where("seal.audit_log_id", "is", null)
    .where((eb) =>
      eb.or([
        eb("waiting.audit_log_id", "is", null),
        eb(
          "waiting.created_at",
          "<",
          sql<string>`UTC_TIMESTAMP(6) - INTERVAL ${unsealedSecondsMax} SECOND`,
        ),
      ]),
    )
    .orderBy("log.audit_log_id")
    .limit(1)
    .executeTakeFirst();
  return row === undefined
    ? null
    : {
        code: "ROW_UNSEALED",
        text: `An audit row of ${row.created_at} is in no chain and will come into none.`,
        sequence: null,
        auditLogId: row.audit_log_id,
        publicId: row.public_id,
      };
}

/** Of all partners: seconds since the oldest row was written that is in no chain; 0 without one. */
export async function getOldestUnsealedAge(system: Kysely<Database>): Promise<number> {
  const row = await system
    .selectFrom("unsealed_audit_logs")
    .select(
      sql<number>`COALESCE(TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(6)), 0)`.as("age"),
    )
    .executeTakeFirstOrThrow();
  return row.age;
}
