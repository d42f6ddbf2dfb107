import type { Kysely } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";

const batchSize = 1_000;

/** An audit row with its place in the chain: all that it takes to prove it without the database. */
export interface SealedAuditRow {
  readonly sequence: number;
  readonly audit_log_id: number;
  readonly previous_hash: string;
  readonly chain_hash: string;
  readonly content_hash: string;
  /** What `content_hash` covers, together with the partner's public id. */
  readonly content: Readonly<Record<string, string | null>>;
}

/** From one place of the chain on, in its order. */
export async function* readSealedRows(
  { db }: PartnerDatabase,
  range: { readonly from: number; readonly through?: number },
): AsyncGenerator<SealedAuditRow> {
  let next = range.from;
  for (;;) {
    const rows = await selectBatch(db, next, range.through);
    for (const row of rows) {
      const { audit_log_id, sequence, previous_hash, chain_hash, content_hash, ...rest } = row;
      const { partner_id: _partnerId, ...content } = rest;
      yield { sequence, audit_log_id, previous_hash, chain_hash, content_hash, content };
      next = sequence + 1;
    }
    if (rows.length < batchSize) return;
  }
}

function selectBatch(db: Kysely<Database>, from: number, through: number | undefined) {
  const query = db
    .selectFrom("audit_seals as seal")
    .innerJoin("audit_logs as log", "log.audit_log_id", "seal.audit_log_id")
    .selectAll("log")
    .select(["seal.sequence", "seal.previous_hash", "seal.chain_hash"])
    .where("seal.sequence", ">=", from)
    .orderBy("seal.sequence")
    .limit(batchSize);
  return (through === undefined ? query : query.where("seal.sequence", "<=", through)).execute();
}
