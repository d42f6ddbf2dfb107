import type { RefusalCode } from "../refusal";

export type ImportKind = "journal" | "opening_balances";

/** Why a row of a file cannot be imported: as a posting would be refused, or of the file itself. */
export type ImportFindingCode =
  | RefusalCode
  | "CSV_MALFORMED"
  | "DATE_INVALID"
  | "ENTRY_IMPORTED_BEFORE"
  | "ENTRY_SCATTERED"
  | "HEADER_INVALID"
  | "TEXT_INVALID";

export interface ImportFinding {
  /** Of the file, from 1; a record of several lines is named by its first. */
  readonly line: number;
  readonly column: string | null;
  readonly code: ImportFindingCode;
  readonly text: string;
}

export const importColumns = [
  "entry",
  "date",
  "description",
  "account",
  "debit",
  "credit",
  "currency",
  "functional_amount",
  "fx_rate",
  "customer",
  "supplier",
  "branch",
  "service_date",
  "product",
  "tax_code",
] as const;
export type ImportColumn = (typeof importColumns)[number];

const entryColumns: readonly ImportColumn[] = ["entry", "date", "description"];
const requiredColumns: readonly ImportColumn[] = ["account", "debit", "credit", "currency"];

export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A record with its cells by the names of the header, without the blanks around them. */
export interface NamedRecord {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<ImportColumn, string>>>;
}

/**
 * Names the cells of a file's records. The header names the columns in any order; those of an entry
 * are needed for a journal and have no place in opening balances, which are one entry.
 */
export function nameCells(
  kind: ImportKind,
  [header, ...records]: readonly CsvRecord[],
): { readonly records: readonly NamedRecord[]; readonly findings: readonly ImportFinding[] } {
  const names = header?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const faults = headerFaults(kind, names);
  if (faults.length > 0) {
    const text = `The header is not one of ${kind}: ${faults.join(", ")}.`;
    const finding = {
      line: header?.line ?? 1,
      column: null,
      code: "HEADER_INVALID",
      text,
    } as const;
    return { records: [], findings: [finding] };
  }
  const findings: ImportFinding[] = [];
  const named = records.flatMap(({ line, cells }): NamedRecord[] => {
    if (cells.length === names.length) {
      return [
        { line, cells: Object.fromEntries(names.map((name, at) => [name, cells[at]?.trim()])) },
      ];
    }
    const text = `The row has ${cells.length} cells; the header has ${names.length}.`;
    findings.push({ line, column: null, code: "CSV_MALFORMED", text });
    return [];
  });
  return { records: named, findings };
}

function headerFaults(kind: ImportKind, names: readonly string[]): string[] {
  const allowed: readonly string[] =
    kind === "journal"
      ? importColumns
      : importColumns.filter((name) => !entryColumns.includes(name));
  const required = kind === "journal" ? [...entryColumns, ...requiredColumns] : requiredColumns;
  return [
    ...required.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
    ...names.filter((name) => !allowed.includes(name)).map((name) => `${name} is unknown`),
    ...names
      .filter((name, at) => names.indexOf(name) !== at)
      .map((name) => `${name} stands there twice`),
  ];
}
