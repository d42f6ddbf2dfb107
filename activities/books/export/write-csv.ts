import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

import { stringify } from "csv-stringify";

import { formatAmount } from "../../../domain/money";
import { neutraliseFormula } from "./neutralise-formula";
import type { ReportCell, ReportTable } from "./report-table";

/** RFC 4180 in UTF-8, with the mark that Excel knows it by; amounts as plain decimals. */
export function writeCsv({ columns, currency, rows }: ReportTable): Promise<Buffer> {
  const lines = stringify({ bom: true, record_delimiter: "windows" });
  const header = columns.map(({ label, kind }) =>
    kind === "amount" ? `${label} (${currency})` : label,
  );
  return buffer(Readable.from(linesOf(header, rows)).pipe(lines));
}

async function* linesOf(header: string[], rows: ReportTable["rows"]): AsyncIterable<string[]> {
  yield header;
  for await (const row of rows) yield row.map(toText);
}

function toText(cell: ReportCell): string {
  if (cell === null) return "";
  return typeof cell === "string" ? neutraliseFormula(cell) : formatAmount(cell);
}
