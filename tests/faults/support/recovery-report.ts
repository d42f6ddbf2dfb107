import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";

import { engine } from "./fault-stack";

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

const file = join(process.cwd(), ".travobooks", "faults-recovery.json");
const recoveries: Recovery[] = [];

export function reportRecovery(recovery: Recovery): void {
  recoveries.push(recovery);
}

/** Prints what was measured, and keeps it for docs/performance.md beside the other database's. */
export function publishRecoveries(): void {
  if (recoveries.length === 0) return;
  process.stdout.write(`\nRecovery on ${engine}\n${formatTable(recoveries)}\n`);
  mkdirSync(dirname(file), { recursive: true });
  const measured = { measuredAt: new Date().toISOString(), cores: cpus().length, recoveries };
  writeFileSync(file, `${JSON.stringify({ ...readPublished(), [engine]: measured }, null, 2)}\n`);
}

function readPublished(): object {
  try {
    const published: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof published === "object" && published !== null ? published : {};
  } catch {
    return {};
  }
}

const columns: readonly (readonly [title: string, cell: (row: Recovery) => string])[] = [
  ["case", (row) => row.case],
  ["issued s", ({ issuedS }) => issuedS.toFixed(1)],
  ["mail s", ({ mailS }) => mailS.toFixed(1)],
  ["answer s", ({ answeredS }) => answeredS.toFixed(1)],
  ["attempts", ({ supplierAttempts }) => String(supplierAttempts)],
  ["task timeouts", ({ workflowTaskTimeouts }) => String(workflowTaskTimeouts)],
  ["supplier calls", ({ supplierCalls }) => String(supplierCalls)],
  ["of these issue", ({ issueRequests }) => String(issueRequests)],
  ["the caller met", ({ met }) => met],
];

function formatTable(rows: readonly Recovery[]): string {
  const cells = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, cell]) => cell(row))),
  ];
  const widths = columns.map((_, index) =>
    Math.max(...cells.map((line) => line[index]?.length ?? 0)),
  );
  return cells
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
