import type { Insertable, Kysely } from "kysely";

import type { Database } from "../generated/database";
import { chainHash, chainStart } from "./chain";

const batchMax = 1_000;

interface UnsealedRow {
  readonly unsealedId: number;
  readonly partnerId: number;
  readonly partner: string;
  readonly auditLogId: number;
  readonly contentHash: string;
}

interface Head {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Appends audit rows that were committed since to their partners' chains, up to a batch of them,
 * and returns how many. Of two that seal at once one fails on the sequence, having written nothing.
 */
export async function sealAuditLogs(system: Kysely<Database>): Promise<number> {
  const rows = await listUnsealed(system);
  if (rows.length === 0) return 0;
  const heads = await findHeads(system, [...new Set(rows.map(({ partnerId }) => partnerId))]);
  const seals = link(rows, heads);
  await system.transaction().execute(async (transaction) => {
    await transaction.insertInto("audit_seals").values(seals).execute();
    // One by one by key: a list of keys may be looked for by reading the table, and that waits for
    // whoever is just writing to it.
    for (const { unsealedId } of rows) {
      await transaction
        .deleteFrom("unsealed_audit_logs")
        .where("unsealed_audit_log_id", "=", unsealedId)
        .execute();
    }
  });
  return rows.length;
}

async function listUnsealed(system: Kysely<Database>): Promise<UnsealedRow[]> {
  return system
    .selectFrom("unsealed_audit_logs as unsealed")
    .innerJoin("audit_logs", (join) =>
      join
        .onRef("audit_logs.audit_log_id", "=", "unsealed.audit_log_id")
        .onRef("audit_logs.partner_id", "=", "unsealed.partner_id"),
    )
    .innerJoin("partners", "partners.partner_id", "unsealed.partner_id")
    .select([
      "unsealed.unsealed_audit_log_id as unsealedId",
      "unsealed.partner_id as partnerId",
      "partners.public_id as partner",
      "unsealed.audit_log_id as auditLogId",
      "audit_logs.content_hash as contentHash",
    ])
    .orderBy("unsealed.unsealed_audit_log_id")
    .limit(batchMax)
    .execute();
}

async function findHeads(
  system: Kysely<Database>,
  partnerIds: readonly number[],
): Promise<Map<number, Head>> {
  const rows = await system
    .selectFrom("audit_seals as seal")
    .innerJoin(
      (eb) =>
        eb
          .selectFrom("audit_seals")
          .select(({ fn }) => ["partner_id", fn.max("sequence").as("newest")])
          .where("partner_id", "in", partnerIds)
          .groupBy("partner_id")
          .as("head"),
      (join) =>
        join
          .onRef("head.partner_id", "=", "seal.partner_id")
          .onRef("head.newest", "=", "seal.sequence"),
    )
    .select(["seal.partner_id", "seal.sequence", "seal.chain_hash"])
    .execute();
  return new Map(
    rows.map((row) => [row.partner_id, { sequence: row.sequence, hash: row.chain_hash }]),
  );
}

function link(
  rows: readonly UnsealedRow[],
  heads: Map<number, Head>,
): Insertable<Database["audit_seals"]>[] {
  return rows.map((row) => {
    const head = heads.get(row.partnerId) ?? { sequence: 0, hash: chainStart };
    const sequence = head.sequence + 1;
    const hash = chainHash({ ...row, sequence, previousHash: head.hash });
    heads.set(row.partnerId, { sequence, hash });
    return {
      partner_id: row.partnerId,
      sequence,
      audit_log_id: row.auditLogId,
      previous_hash: head.hash,
      chain_hash: hash,
    };
  });
}
