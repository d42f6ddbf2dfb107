import { getMinorUnits } from "../../../domain/currency";
import type { Money } from "../../../domain/money";
import { formatAmount } from "../../../domain/money";
import { neutraliseFormula } from "./neutralise-formula";
import type { ReportCell, ReportTable } from "./report-table";
import { cellStyles, escapeXml, sheetEnd, sheetStart, workbookParts } from "./xlsx-parts";
import type { ZipEntry } from "./zip-files";
import { zipFiles } from "./zip-files";

/** A cell's number is a double: it holds this many decimal digits exactly, and no more. */
const exactDigits = 15;
/** What Excel takes in one cell. */
const characterCountMax = 32_767;
const rowsAtOnce = 500;

/**
 * One sheet, row by row as they come, which no library here does; amounts are numbers in the
 * currency's scale, as far as a number holds them.
 */
export function writeXlsx(table: ReportTable, at: string): AsyncIterable<Uint8Array> {
  const parts = workbookParts({
    sheetName: sheetNameOf(table.title),
    amountFormat: numberFormatOf(table.currency),
  });
  const entries: ZipEntry[] = Object.entries(parts).map(([name, content]) => ({
    name,
    content: [Buffer.from(content)],
  }));
  return zipFiles([...entries, { name: "xl/worksheets/sheet1.xml", content: sheet(table) }], at);
}

async function* sheet({ columns, currency, rows }: ReportTable): AsyncIterable<Uint8Array> {
  const header = columns.map(({ label, kind }, index) =>
    kind === "amount"
      ? textCell(`${label} (${currency})`, { column: index, row: 1 }, cellStyles.amountHeader)
      : textCell(label, { column: index, row: 1 }, cellStyles.header),
  );
  let waiting = [sheetStart(columns), rowElement(1, header)];
  let row = 1;
  for await (const cells of rows) {
    row += 1;
    waiting.push(
      rowElement(
        row,
        cells.map((cell, column) => toCell(cell, { column, row })),
      ),
    );
    if (waiting.length < rowsAtOnce) continue;
    yield Buffer.from(waiting.join(""));
    waiting = [];
  }
  yield Buffer.from([...waiting, sheetEnd].join(""));
}

interface CellPlace {
  /** From 0. */
  readonly column: number;
  /** From 1, as the sheet counts. */
  readonly row: number;
}

function rowElement(row: number, cells: readonly string[]): string {
  return `<row r="${row}">${cells.join("")}</row>`;
}

function toCell(cell: ReportCell, place: CellPlace): string {
  if (cell === null) return "";
  if (typeof cell === "string") return textCell(neutraliseFormula(cell), place, cellStyles.text);
  return isExact(cell)
    ? `<c r="${nameOf(place)}" s="${cellStyles.amount}"><v>${Number(formatAmount(cell))}</v></c>`
    : textCell(formatAmount(cell), place, cellStyles.right);
}

function textCell(text: string, place: CellPlace, style: number): string {
  if (text === "") return "";
  const escaped = escapeXml(text.slice(0, characterCountMax));
  return `<c r="${nameOf(place)}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped}</t></is></c>`;
}

/** `A1`, `AA1`. */
function nameOf({ column, row }: CellPlace): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const first = Math.floor(column / letters.length);
  return `${first === 0 ? "" : letters.charAt(first - 1)}${letters.charAt(column % letters.length)}${row}`;
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
