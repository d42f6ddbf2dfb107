import { stringify } from "csv-stringify/sync";

import { formatAmount } from "../../../domain/money";
import { neutraliseFormula } from "./neutralise-formula";
import type { ReportCell, ReportTable } from "./report-table";

const rowsAtOnce = 500;

/** RFC 4180 in UTF-8, with the mark that Excel knows it by; amounts as plain decimals. */
export async function* writeCsv({
  columns,
  currency,
  rows,
}: ReportTable): AsyncIterable<Uint8Array> {
  const header = columns.map(({ label, kind }) =>
    kind === "amount" ? `${label} (${currency})` : label,
  );
  yield toBytes([header], { bom: true });
  let waiting: string[][] = [];
  for await (const row of rows) {
    waiting.push(row.map(toText));
    if (waiting.length < rowsAtOnce) continue;
    yield toBytes(waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield toBytes(waiting);
}

function toBytes(rows: readonly string[][], options: { readonly bom?: boolean } = {}): Uint8Array {
  return Buffer.from(stringify([...rows], { ...options, record_delimiter: "windows" }));
}

function toText(cell: ReportCell): string {
  if (cell === null) return "";
  return typeof cell === "string" ? neutraliseFormula(cell) : formatAmount(cell);
}
