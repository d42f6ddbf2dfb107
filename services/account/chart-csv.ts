import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

import type { AccountClass, ControlDimension } from "../../domain/journal/accounts";
import type { ChartAccount } from "../../domain/journal/chart";

const columns = [
  "code",
  "name",
  "class",
  "parent_code",
  "control",
  "is_postable",
  "is_monetary",
] as const;
type Row = Record<(typeof columns)[number], string>;

const classes: readonly AccountClass[] = ["asset", "liability", "equity", "income", "expense"];
const controls: readonly ControlDimension[] = [
  "customer",
  "supplier",
  "bank_account",
  "gateway",
  "cash_drawer",
];

/** A chart as CSV. What a spreadsheet would take for a formula is escaped. */
export function writeChartCsv(chart: readonly ChartAccount[]): string {
  return stringify(
    chart.map((account) => [
      account.code,
      account.name,
      account.class,
      account.parentCode ?? "",
      account.control ?? "",
      account.isPostable ? "yes" : "no",
      account.isMonetary ? "yes" : "no",
    ]),
    { header: true, columns: [...columns], escape_formulas: true },
  );
}

export interface BadAccountRow {
  /** Of the file, from 1. */
  readonly line: number;
  readonly code: string;
  readonly text: string;
}

export interface ChartRow extends ChartAccount {
  readonly line: number;
}

/** Reads what `writeChartCsv` writes. */
export function readChartCsv(text: string): {
  readonly rows: readonly ChartRow[];
  readonly bad: readonly BadAccountRow[];
} {
  const records = parseRecords(text);
  if ("bad" in records) return { rows: [], bad: [records.bad] };
  const bad: BadAccountRow[] = [];
  const rows = records.rows.flatMap(({ row, line }): ChartRow[] => {
    const fault = findFault(row);
    if (fault === undefined) return [{ ...toAccount(row), line }];
    bad.push({ line, ...fault });
    return [];
  });
  const seen = new Set<string>();
  for (const { code, line } of rows) {
    if (seen.has(code)) bad.push({ line, code: "repeated", text: `${code} stands here twice.` });
    seen.add(code);
  }
  return { rows, bad };
}

function parseRecords(
  text: string,
): { readonly rows: { row: Row; line: number }[] } | { readonly bad: BadAccountRow } {
  const rows: { row: Row; line: number }[] = [];
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      columns: (header: string[]) => {
        if (header.join() === columns.join()) return header;
        throw new HeaderError(`The header is ${columns.join()}.`);
      },
      on_record: (row: Row, { lines }) => {
        rows.push({ row, line: lines });
        return null;
      },
    });
    return { rows };
  } catch (error) {
    if (error instanceof HeaderError) {
      return { bad: { line: 1, code: "header_invalid", text: error.message } };
    }
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error["lines"] ?? 1);
    return { bad: { line, code: "csv_malformed", text: error.message } };
  }
}

class HeaderError extends Error {}

function findFault(row: Row): { readonly code: string; readonly text: string } | undefined {
  if (!/^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$/.test(row.code)) {
    return { code: "code_invalid", text: `"${row.code}" is not the code of an account.` };
  }
  if (row.name === "" || row.name.length > 200 || /[\p{Cc}\p{Cs}\uFFFD]/u.test(row.name)) {
    const text = "A name has 1 to 200 characters, none for control; the file is in UTF-8.";
    return { code: "name_invalid", text };
  }
  if (!classes.some((one) => one === row.class)) {
    return { code: "class_invalid", text: `"${row.class}" is none of ${classes.join(", ")}.` };
  }
  if (row.control !== "" && !controls.some((one) => one === row.control)) {
    return { code: "control_invalid", text: `"${row.control}" is none of ${controls.join(", ")}.` };
  }
  if (![row.is_postable, row.is_monetary].every((one) => one === "yes" || one === "no")) {
    return { code: "flag_invalid", text: "is_postable and is_monetary are yes or no." };
  }
  return undefined;
}

function toAccount(row: Row): ChartAccount {
  return {
    code: row.code,
    // As it was before a spreadsheet had to be kept from calculating it.
    name: row.name.replace(/^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/, ""),
    class: classes.find((one) => one === row.class) ?? "asset",
    parentCode: row.parent_code === "" ? null : row.parent_code,
    control: controls.find((one) => one === row.control) ?? null,
    isPostable: row.is_postable === "yes",
    isMonetary: row.is_monetary === "yes",
  };
}
