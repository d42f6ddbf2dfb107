import type { Cell, Row } from "write-excel-file/node";
import writeXlsxFile from "write-excel-file/node";

import { getMinorUnits } from "../../../domain/currency";
import type { Money } from "../../../domain/money";
import { formatAmount } from "../../../domain/money";
import { neutraliseFormula } from "./neutralise-formula";
import type { ReportCell, ReportTable } from "./report-table";

/** A cell's number is a double: it holds this many decimal digits exactly, and no more. */
const exactDigits = 15;

/** One sheet; amounts are numbers in the currency's scale, as far as a number holds them. */
export async function writeXlsx({ title, columns, currency, rows }: ReportTable): Promise<Buffer> {
  const format = numberFormatOf(currency);
  const header: Row = columns.map(({ label, kind }) => ({
    value: kind === "amount" ? `${label} (${currency})` : label,
    type: String,
    fontWeight: "bold",
    align: kind === "amount" ? "right" : "left",
  }));
  const data: Row[] = [header];
  for await (const row of rows) data.push(row.map((cell) => toCell(cell, format)));
  return writeXlsxFile(data, {
    sheet: sheetNameOf(title),
    stickyRowsCount: 1,
    columns: columns.map(({ weight }) => ({ width: weight * 6 })),
  }).toBuffer();
}

function toCell(cell: ReportCell, format: string): Cell {
  if (cell === null) return null;
  if (typeof cell === "string") return { value: neutraliseFormula(cell), type: String };
  return isExact(cell)
    ? { value: Number(formatAmount(cell)), type: Number, format }
    : { value: formatAmount(cell), type: String, align: "right" };
}

function isExact({ minor }: Money): boolean {
  return (minor < 0n ? -minor : minor) < 10n ** BigInt(exactDigits);
}

function numberFormatOf(currency: string): string {
  const scale = getMinorUnits(currency);
  return scale === 0 ? "#,##0" : `#,##0.${"0".repeat(scale)}`;
}

/** At most 31 characters, without those that Excel forbids. */
function sheetNameOf(title: string): string {
  return title
    .replaceAll(/[[\]:*?/\\']/g, " ")
    .slice(0, 31)
    .trim();
}
