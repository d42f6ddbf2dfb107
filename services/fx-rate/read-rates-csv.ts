import { CsvError, parse } from "csv-parse/sync";

import { getMinorUnits } from "../../domain/currency";
import { parseFxRate } from "../../domain/fx/fx-rate";
import { Refusal } from "../../domain/refusal";

/** A row of the file that cannot be taken, by the line it ends on. */
export interface BadRow {
  readonly line: number;
  readonly column: string;
  readonly code: string;
  readonly text: string;
}

export interface RateRow {
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly effectiveOn: string;
  readonly rate: string;
  readonly source: string;
}

export interface RatesFile {
  readonly rows: readonly RateRow[];
  readonly bad: readonly BadRow[];
}

const columns = ["from_currency", "to_currency", "effective_on", "rate", "source"] as const;
type Column = (typeof columns)[number];
const required: readonly Column[] = columns.slice(0, 4);

/** Reads `from_currency,to_currency,effective_on,rate,source` (source optional), in any order. */
export function readRatesCsv(text: string): RatesFile {
  const file = readRecords(text);
  if ("bad" in file) return { rows: [], bad: [file.bad] };
  const [header, ...records] = file.records;
  const names = header?.record.map((name) => name.trim().toLowerCase()) ?? [];
  const unfit = [
    ...required.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
    ...names.filter((name) => !columns.some((known) => known === name)).map((name) => `"${name}"`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} twice`),
  ];
  if (unfit.length > 0) {
    const why = `The header names ${columns.join(", ")}; here: ${unfit.join(", ")}.`;
    return { rows: [], bad: [{ line: 1, column: "header", code: "header_invalid", text: why }] };
  }
  const read = records.map(({ record, line }) => readRow(names, record, line));
  const rows = read.flatMap((row) => ("bad" in row ? [] : [row]));
  return {
    rows,
    bad: [...read.flatMap((row) => ("bad" in row ? row.bad : [])), ...findRepeated(rows)].toSorted(
      (left, right) => left.line - right.line,
    ),
  };
}

interface Line {
  readonly record: readonly string[];
  readonly line: number;
}

function readRecords(text: string): { readonly records: readonly Line[] } | { bad: BadRow } {
  const records: Line[] = [];
  try {
    parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (record: string[], { lines }) => {
        records.push({ record, line: lines });
        return null;
      },
    });
    return { records };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error["lines"] ?? 1);
    return { bad: { line, column: "", code: "csv_malformed", text: error.message } };
  }
}

function readRow(
  names: readonly string[],
  record: readonly string[],
  line: number,
): RateRow | { readonly bad: readonly BadRow[] } {
  const bad = (column: string, code: string, text: string): BadRow => ({
    line,
    column,
    code,
    text,
  });
  if (record.length !== names.length) {
    const why = `It has ${record.length} fields; the header has ${names.length}.`;
    return { bad: [bad("", "fields_missing", why)] };
  }
  const cell = (column: Column) => record[names.indexOf(column)]?.trim() ?? "";
  const attempt = (column: Column, read: () => void): BadRow[] => {
    try {
      read();
      return [];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [bad(column, error.code.toLowerCase(), error.message)];
    }
  };
  const [from, to, on] = [cell("from_currency"), cell("to_currency"), cell("effective_on")];
  const faults = [
    ...attempt("from_currency", () => getMinorUnits(from)),
    ...attempt("to_currency", () => getMinorUnits(to)),
    ...(from === to ? [bad("to_currency", "fx_rate_invalid", "A rate is of two currencies.")] : []),
    ...(isDay(on) ? [] : [bad("effective_on", "date_invalid", `"${on}" is no day YYYY-MM-DD.`)]),
    ...attempt("rate", () => parseFxRate(cell("rate"))),
    ...(cell("source").length > 40
      ? [bad("source", "too_long", "A source has at most 40 characters.")]
      : []),
  ];
  if (faults.length > 0) return { bad: faults };
  const source = cell("source") === "" ? "csv" : cell("source");
  return { line, from, to, effectiveOn: on, rate: parseFxRate(cell("rate")), source };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Two rows for one pair and day: neither says which of them is meant. */
function findRepeated(rows: readonly RateRow[]): BadRow[] {
  const first = new Map<string, number>();
  return rows.flatMap(({ line, from, to, effectiveOn }) => {
    const key = `${from}/${to} ${effectiveOn}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, line);
      return [];
    }
    const text = `${key} stands on line ${before} already.`;
    return [{ line, column: "", code: "rate_repeated", text }];
  });
}
