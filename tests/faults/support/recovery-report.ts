import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";

import { engine } from "./fault-stack";

export type Columns<Row> = readonly (readonly [title: string, cell: (row: Row) => string])[];

export interface RecoveryReport<Row> {
  add(row: Row): void;
  /** Prints what was measured, and keeps it for docs/performance.md beside the other database's. */
  publish(): void;
}

const file = join(process.cwd(), ".travobooks", "faults-recovery.json");

/** What a suite measured, under a name of its own. */
export function openRecoveryReport<Row>(name: string, columns: Columns<Row>): RecoveryReport<Row> {
  const recoveries: Row[] = [];
  return {
    add: (row) => recoveries.push(row),
    publish: () => {
      if (recoveries.length === 0) return;
      process.stdout.write(
        `\nRecovery of ${name} on ${engine}\n${formatTable(columns, recoveries)}\n`,
      );
      mkdirSync(dirname(file), { recursive: true });
      const measured = { measuredAt: new Date().toISOString(), cores: cpus().length, recoveries };
      const published = { ...readPublished(), [`${name} on ${engine}`]: measured };
      writeFileSync(file, `${JSON.stringify(published, null, 2)}\n`);
    },
  };
}

function readPublished(): object {
  try {
    const published: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof published === "object" && published !== null ? published : {};
  } catch {
    return {};
  }
}

function formatTable<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
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
