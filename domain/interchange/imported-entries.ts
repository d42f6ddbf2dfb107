import type { ImportFinding } from "./imported-rows";
import type { ImportedRow } from "./read-row";

export interface ImportedEntry {
  /** Of its first row. */
  readonly line: number;
  readonly entry: string;
  readonly date: string;
  readonly description: string;
  readonly rows: readonly ImportedRow[];
}

/**
 * Rows that follow each other and name one entry are its lines. Rows of an entry that stand apart,
 * or say another day or text, are findings: nobody can tell what was meant.
 */
export function groupEntries(rows: readonly ImportedRow[]): {
  readonly entries: readonly ImportedEntry[];
  readonly findings: readonly ImportFinding[];
} {
  const groups = new Map<string, ImportedRow[]>();
  const findings: ImportFinding[] = [];
  let current: string | undefined;
  for (const row of rows) {
    const group = groups.get(row.entry);
    const fault = group && faultOf(row, group, current);
    if (fault !== undefined) {
      findings.push({ line: row.line, column: "entry", code: "ENTRY_SCATTERED", text: fault });
    } else if (group === undefined) groups.set(row.entry, [row]);
    else group.push(row);
    current = row.entry;
  }
  return { entries: [...groups.values()].flatMap(toEntry), findings };
}

function faultOf(
  row: ImportedRow,
  [first]: readonly ImportedRow[],
  current: string | undefined,
): string | undefined {
  if (row.entry !== current) return `Rows of entry ${row.entry} stand apart from each other.`;
  if (row.date !== first?.date) return `Entry ${row.entry} is of ${String(first?.date)}.`;
  if (row.description !== first.description) return `Entry ${row.entry} has another description.`;
  return undefined;
}

function toEntry(rows: readonly ImportedRow[]): ImportedEntry[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { line, entry, date, description } = first;
  return [{ line, entry, date, description, rows }];
}
