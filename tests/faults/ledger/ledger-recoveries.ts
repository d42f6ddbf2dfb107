import { openRecoveryReport } from "../support/recovery-report";

/** Seconds from the harm. */
export interface LedgerRecovery {
  readonly case: string;
  /** When the workflow had completed. */
  readonly completedS: number;
  /** When the caller had its answer. */
  readonly answeredS: number;
  /** At the step that was harmed. */
  readonly attempts: number;
  /** What the caller was answered, in order. */
  readonly met: string;
}

export const ledgerRecoveries = openRecoveryReport<LedgerRecovery>("the ledger", [
  ["case", (row) => row.case],
  ["completed s", ({ completedS }) => completedS.toFixed(1)],
  ["answer s", ({ answeredS }) => answeredS.toFixed(1)],
  ["attempts", ({ attempts }) => String(attempts)],
  ["the caller met", ({ met }) => met],
]);
