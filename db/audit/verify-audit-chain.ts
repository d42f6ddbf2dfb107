import type { Selectable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import type { Anchor, AuditFinding, AuditFindingCode, AuditReport } from "./audit-report";
import { chainHash, chainStart } from "./chain";
import { auditContentHash } from "./content-hash";
import { findForgottenRow, measureUnsealed } from "./unsealed-rows";

const batchSize = 2_000;
/**
 * Rows are sealed in the order of their commits, within seconds: one that says it is this much
 * older than a row sealed before it was not written when it says.
 */
const disorderMinutesMax = 15;

type AuditRow = Selectable<Database["audit_logs"]>;

interface SealedRow {
  readonly sequence: number;
  readonly auditLogId: number;
  readonly previousHash: string;
  readonly chainHash: string;
  readonly row: AuditRow | undefined;
}

/** Where the walk along a chain stands. */
interface Position {
  sequence: number;
  hash: string;
  newestAt: string;
  anchorsFound: number;
}

/**
 * Recomputes every content hash and the chain of one partner, and stops at the first bad row. What
 * has been written since the last seal is told as the unsealed tail; it may be as old as a seal
 * takes, no older.
 */
export async function verifyAuditChain(
  scope: PartnerDatabase,
  { anchors = [] }: { readonly anchors?: readonly Anchor[] } = {},
): Promise<AuditReport> {
  const position: Position = { sequence: 0, hash: chainStart, newestAt: "", anchorsFound: 0 };
  const finding =
    (await walkChain(scope, anchors, position)) ??
    findMissingAnchor(anchors, position) ??
    (await findForgottenRow(scope));
  return {
    sealed: position.sequence,
    ...(await measureUnsealed(scope)),
    head: position.sequence === 0 ? null : { sequence: position.sequence, hash: position.hash },
    anchorsFound: position.anchorsFound,
    finding,
  };
}

async function walkChain(
  scope: PartnerDatabase,
  anchors: readonly Anchor[],
  position: Position,
): Promise<AuditFinding | null> {
  for (;;) {
    const batch = await listSealed(scope, position.sequence);
    for (const sealed of batch) {
      const finding = judge(scope.partner, sealed, position) ?? judgeAnchor(anchors, sealed);
      if (finding !== null) return finding;
      const createdAt = sealed.row?.created_at ?? "";
      position.sequence = sealed.sequence;
      position.hash = sealed.chainHash;
      position.newestAt = createdAt > position.newestAt ? createdAt : position.newestAt;
      position.anchorsFound += anchors.some((anchor) => isAt(anchor, sealed)) ? 1 : 0;
    }
    if (batch.length < batchSize) return null;
  }
}

async function listSealed({ db }: PartnerDatabase, after: number): Promise<SealedRow[]> {
  const seals = await db
    .selectFrom("audit_seals")
    .select(["sequence", "audit_log_id", "previous_hash", "chain_hash"])
    .where("sequence", ">", after)
    .orderBy("sequence")
    .limit(batchSize)
    .execute();
  if (seals.length === 0) return [];
  const rows = await db
    .selectFrom("audit_logs")
    .selectAll()
    .where(
      "audit_log_id",
      "in",
      seals.map((seal) => seal.audit_log_id),
    )
    .execute();
  const byId = new Map(rows.map((row) => [row.audit_log_id, row]));
  return seals.map((seal) => ({
    sequence: seal.sequence,
    auditLogId: seal.audit_log_id,
    previousHash: seal.previous_hash,
    chainHash: seal.chain_hash,
    row: byId.get(seal.audit_log_id),
  }));
}

/** The first thing wrong with a seal and its row, given all that came before. */
function judge(partner: string, sealed: SealedRow, before: Position): AuditFinding | null {
  const { row, sequence } = sealed;
  const finding = toFinding(sealed);
  if (sequence !== before.sequence + 1) {
    return {
      ...finding("SEAL_MISSING", `Seal ${before.sequence + 1} is missing from the chain.`),
      sequence: before.sequence + 1,
      auditLogId: null,
      publicId: null,
    };
  }
  if (sealed.previousHash !== before.hash) {
    return finding("CHAIN_BROKEN", `Seal ${sequence} does not follow the seal before it.`);
  }
  if (row === undefined) return finding("ROW_MISSING", "A sealed audit row is no longer there.");
  if (contentHashOf(partner, row) !== row.content_hash) {
    return finding("ROW_CHANGED", "An audit row does not have the content it was written with.");
  }
  const expected = chainHash({
    partner,
    sequence,
    auditLogId: sealed.auditLogId,
    contentHash: row.content_hash,
    previousHash: before.hash,
  });
  if (expected !== sealed.chainHash) {
    return finding("CHAIN_BROKEN", "An audit row is not the one that was sealed in its place.");
  }
  if (isBackdated(row.created_at, before.newestAt)) {
    return finding("ROW_BACKDATED", `An audit row of ${row.created_at} was put in later.`);
  }
  return null;
}

function contentHashOf(partner: string, row: AuditRow): string {
  const { audit_log_id: _id, partner_id: _partnerId, content_hash: _hash, ...content } = row;
  return auditContentHash(partner, content);
}

function isBackdated(at: string, newestAt: string): boolean {
  if (newestAt === "" || at >= newestAt) return false;
  return Date.parse(`${newestAt}Z`) - Date.parse(`${at}Z`) > disorderMinutesMax * 60_000;
}

function judgeAnchor(anchors: readonly Anchor[], sealed: SealedRow): AuditFinding | null {
  const differs = anchors.some(
    ({ sequence, hash }) => sequence === sealed.sequence && hash !== sealed.chainHash,
  );
  return differs
    ? toFinding(sealed)("ANCHOR_MISMATCH", "The chain was another when its head was noted here.")
    : null;
}

function findMissingAnchor(anchors: readonly Anchor[], end: Position): AuditFinding | null {
  const beyond = anchors.find(({ sequence }) => sequence > end.sequence);
  return beyond === undefined
    ? null
    : {
        code: "CHAIN_TRUNCATED",
        text: `The chain ends at ${end.sequence}; it was once at ${beyond.sequence}.`,
        sequence: end.sequence + 1,
        auditLogId: null,
        publicId: null,
      };
}

function isAt(anchor: Anchor, sealed: SealedRow): boolean {
  return anchor.sequence === sealed.sequence && anchor.hash === sealed.chainHash;
}

function toFinding({ sequence, auditLogId, row }: SealedRow) {
  return (code: AuditFindingCode, text: string): AuditFinding => ({
    code,
    text,
    sequence,
    auditLogId,
    publicId: row?.public_id ?? null,
  });
}
