import { openRecoveryReport } from "./recovery-report";

/** Seconds from the harm, or from the end of the outage where one was held. */
export interface Recovery {
  readonly case: string;
  readonly issuedS: number;
  readonly mailS: number;
  /** When the caller had its answer. */
  readonly answeredS: number;
  /** Attempts at the supplier's step, and at the workflow's own tasks beyond the first of each. */
  readonly supplierAttempts: number;
  readonly workflowTaskTimeouts: number;
  readonly supplierCalls: number;
  readonly issueRequests: number;
  /** What the caller was answered, in order. */
  readonly met: string;
}

export const issuanceRecoveries = openRecoveryReport<Recovery>("issuance", [
  ["case", (row) => row.case],
  ["issued s", ({ issuedS }) => issuedS.toFixed(1)],
  ["mail s", ({ mailS }) => mailS.toFixed(1)],
  ["answer s", ({ answeredS }) => answeredS.toFixed(1)],
  ["attempts", ({ supplierAttempts }) => String(supplierAttempts)],
  ["task timeouts", ({ workflowTaskTimeouts }) => String(workflowTaskTimeouts)],
  ["supplier calls", ({ supplierCalls }) => String(supplierCalls)],
  ["of these issue", ({ issueRequests }) => String(issueRequests)],
  ["the caller met", ({ met }) => met],
]);
