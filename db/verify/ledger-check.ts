import type { AuditFindingCode } from "../audit/audit-report";
import type { PartnerDatabase } from "../partner-scope";

export type LedgerFindingCode =
  | AuditFindingCode
  | "BALANCE_NOT_FOLDED"
  | "DEFERRAL_DIFFERS"
  | "ENTRY_AUDITED_TWICE"
  | "ENTRY_CHANGED"
  | "ENTRY_MISSING"
  | "ENTRY_NOT_AUDITED"
  | "ENTRY_UNBALANCED"
  | "ISSUANCE_WITHOUT_TICKETS"
  | "LINE_INVALID"
  | "LINE_WITHOUT_ENTRY"
  | "NUMBER_MISSING"
  | "NUMBER_MOVED"
  | "NUMBER_TWICE"
  | "PARTY_MISSING"
  | "PERIOD_WRONG"
  | "POSTING_KEY_TWICE"
  | "RECORD_CHANGED"
  | "REFERENCE_CHANGED"
  | "REFERENCE_MISSING"
  | "REFERENCE_TWICE"
  | "REQUEST_WITHOUT_OUTCOME"
  | "REVERSAL_DIFFERS"
  | "REVERSED_TWICE"
  | "TICKET_WITHOUT_ENTRY"
  | "TRIAL_BALANCE_NOT_ZERO";

export interface LedgerFinding {
  readonly code: LedgerFindingCode;
  readonly text: string;
  /** The first bad rows, by what a person can look them up by. */
  readonly rows: readonly string[];
}

export interface LedgerCheck {
  readonly name: string;
  readonly figures: Readonly<Record<string, number | string>>;
  readonly finding: LedgerFinding | null;
}

/** Proves one thing of one partner's books, in one snapshot of them. */
export type CheckLedger = (snapshot: PartnerDatabase) => Promise<LedgerCheck>;

/** Bad rows that a check names: the first ones are enough to begin with. */
export const namedRowsMax = 5;

/** A finding where there are bad rows. */
export function findingOf(
  code: LedgerFindingCode,
  text: string,
  rows: readonly string[],
): LedgerFinding | null {
  return rows.length === 0 ? null : { code, text, rows };
}

export function nameEntry(entry: {
  readonly entry_number: number;
  readonly public_id: string;
}): string {
  return `journal entry ${entry.entry_number} (${entry.public_id})`;
}
