import { sha256Of } from "./content-hash";

/** What the first seal of a chain follows. */
export const chainStart = "0".repeat(64);

export interface Link {
  /** Public id: no row can be moved to another partner's chain. */
  readonly partner: string;
  /** From 1, without a gap. */
  readonly sequence: number;
  readonly auditLogId: number;
  readonly contentHash: string;
  readonly previousHash: string;
}

/** A seal binds a row to its place, and to everything that was sealed before it. */
export function chainHash(link: Link): string {
  return sha256Of({
    audit_log_id: link.auditLogId,
    content_hash: link.contentHash,
    partner: link.partner,
    previous_hash: link.previousHash,
    sequence: link.sequence,
  });
}
