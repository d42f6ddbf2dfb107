/** What is wrong with the first bad place of a chain. */
export type AuditFindingCode =
  | "ROW_CHANGED"
  | "ROW_MISSING"
  | "ROW_BACKDATED"
  | "ROW_UNSEALED"
  | "CHAIN_BROKEN"
  | "CHAIN_TRUNCATED"
  | "SEAL_MISSING"
  | "ANCHOR_MISMATCH";

export interface AuditFinding {
  readonly code: AuditFindingCode;
  readonly text: string;
  readonly sequence: number | null;
  readonly auditLogId: number | null;
  readonly publicId: string | null;
}

/** A head of the chain that was kept outside the database, to be found in it again. */
export interface Anchor {
  readonly sequence: number;
  readonly hash: string;
}

export interface AuditReport {
  readonly sealed: number;
  readonly unsealed: number;
  /** Seconds since the oldest row was written that is in no chain yet; 0 where there is none. */
  readonly oldestUnsealedSeconds: number;
  /** To be kept elsewhere: whoever rewrites the whole chain cannot make it lead here again. */
  readonly head: Anchor | null;
  readonly anchorsFound: number;
  readonly finding: AuditFinding | null;
}
