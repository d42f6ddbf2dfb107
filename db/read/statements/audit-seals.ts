import type { PartnerDatabase } from "../../partner-scope";
import { toInstant } from "../amounts";

/** A link of the audit chain (db/audit/chain.ts), with what its row says that it is of. */
export interface SealedAudit {
  readonly sequence: number;
  readonly auditLogId: number;
  readonly publicId: string;
  readonly eventType: string;
  readonly actor: string;
  readonly target: string;
  readonly createdAt: string;
  readonly contentHash: string;
  readonly previousHash: string;
  readonly chainHash: string;
}

const sealsAtOnce = 1_000;

/** The seals of rows written between two instants, in the order of the chain. */
export async function* readSealedAudits(
  { db }: PartnerDatabase,
  written: { readonly from: string; readonly before: string },
): AsyncIterable<SealedAudit> {
  let after = 0;
  for (;;) {
    const rows = await db
      .selectFrom("audit_seals as seal")
      .innerJoin("audit_logs as log", "log.audit_log_id", "seal.audit_log_id")
      .selectAll("log")
      .select(["seal.sequence", "seal.previous_hash", "seal.chain_hash"])
      .where("log.created_at", ">=", written.from)
      .where("log.created_at", "<", written.before)
      .where("seal.sequence", ">", after)
      .orderBy("seal.sequence")
      .limit(sealsAtOnce)
      .execute();
    for (const row of rows) {
      yield {
        sequence: row.sequence,
        auditLogId: row.audit_log_id,
        publicId: row.public_id,
        eventType: row.event_type,
        actor: [row.actor_type, row.actor_id].filter((part) => part !== null).join(" "),
        target: `${row.target_entity_type} ${row.target_entity_id}`,
        createdAt: toInstant(row.created_at),
        contentHash: row.content_hash,
        previousHash: row.previous_hash,
        chainHash: row.chain_hash,
      };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.sequence;
  }
}
