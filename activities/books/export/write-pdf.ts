import Pdf from "pdfkit";

import { formatAmount } from "../../../domain/money";
import type { Canvas, CanvasBrand } from "../../message/e-ticket/canvas";
import { createCanvas } from "../../message/e-ticket/canvas";
import { createFlow } from "../../message/e-ticket/flow";
import { noStructure } from "../../message/e-ticket/structure";
import { palette, styles } from "../../message/e-ticket/theme";
import type { ReportColumn, ReportRow, ReportTable } from "./report-table";

/** A4 on its side, in points. */
const page = { width: 841.89, left: 36, right: 805.89, top: 74, bottom: 540, foot: 570 } as const;
const rowHeight = 13;
const gap = 6;
/** Some hundred and thirty pages. */
const taggedRowsMax = 5_000;

/** The lines above a table: whose it is and what it covers. */
export interface PdfHead {
  readonly partner: string;
  readonly brand: CanvasBrand;
  readonly covers: string;
}

interface PlacedColumn extends ReportColumn {
  readonly x: number;
  readonly width: number;
}

/**
 * A table page by page, each with its head; text that is too long for its column is cut. A short
 * one is tagged for screen readers and knows how many pages it has. A long one is written as it is
 * read: tags and pages are kept to the end, and would fill the memory.
 */
export async function* writePdf(table: ReportTable, head: PdfHead): AsyncIterable<Uint8Array> {
  const { first, rest } = await takeFirst(table.rows, taggedRowsMax);
  const isShort = rest === undefined;
  const doc = openDocument(table, { isShort });
  const canvas = createCanvas(doc, head.brand, isShort ? undefined : noStructure);
  const columns = place(table.columns);
  let pageNumber = 0;
  const beginPage = () => {
    doc.addPage();
    pageNumber += 1;
    drawHead(canvas, { table, head, columns });
    if (!isShort) drawFoot(canvas, head, `Page ${pageNumber}`);
  };
  const flow = createFlow({ canvas, top: page.top, bottom: page.bottom, beginPage });
  beginPage();
  for await (const row of isShort ? first : chain(first, rest)) {
    if (flow.ensureSpace(rowHeight) && !isShort) yield* takeWritten(doc);
    flow.y += rowHeight;
    canvas.group("TR", () => drawRow(canvas, columns, { row, baseline: flow.y }));
  }
  canvas.finish();
  if (isShort) drawFeet(canvas, head);
  doc.end();
  for await (const chunk of doc) {
    const bytes: Buffer = chunk;
    yield bytes;
  }
}

function openDocument(
  { title }: ReportTable,
  { isShort }: { readonly isShort: boolean },
): PDFKit.PDFDocument {
  return new Pdf({
    size: "A4",
    layout: "landscape",
    margin: 0,
    autoFirstPage: false,
    bufferPages: isShort,
    // An empty name keeps pdfkit from starting with Helvetica, which it would not embed.
    font: "",
    pdfVersion: "1.7",
    tagged: isShort,
    lang: "en",
    displayTitle: true,
    info: { Title: title, Creator: "travoBooks", Producer: "travoBooks" },
  });
}

/** The rows up to a count, and those beyond it where there are more. */
async function takeFirst(
  rows: AsyncIterable<ReportRow>,
  countMax: number,
): Promise<{ readonly first: ReportRow[]; readonly rest?: AsyncIterator<ReportRow> }> {
  const iterator = rows[Symbol.asyncIterator]();
  const first: ReportRow[] = [];
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return { first };
    first.push(next.value);
    if (first.length > countMax) return { first, rest: iterator };
  }
}

async function* chain(
  first: readonly ReportRow[],
  rest: AsyncIterator<ReportRow>,
): AsyncIterable<ReportRow> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    yield next.value;
  }
}

function* takeWritten(doc: PDFKit.PDFDocument): Iterable<Uint8Array> {
  for (;;) {
    const chunk: Buffer | null = doc.read();
    if (chunk === null) return;
    yield chunk;
  }
}

function place(columns: readonly ReportColumn[]): PlacedColumn[] {
  const weight = columns.reduce((sum, column) => sum + column.weight, 0);
  const share = (page.right - page.left) / weight;
  let x: number = page.left;
  return columns.map((column) => {
    const placed = { ...column, x, width: column.weight * share };
    x += placed.width;
    return placed;
  });
}

function drawHead(
  canvas: Canvas,
  parts: {
    readonly table: ReportTable;
    readonly head: PdfHead;
    readonly columns: readonly PlacedColumn[];
  },
): void {
  const { table, head, columns } = parts;
  canvas.artifact(() => {
    const title = { ...styles.title, color: canvas.brandColor };
    canvas.drawLine(table.title, title, { x: page.left, baseline: 36 });
    const logo = { x: page.right, top: 14, width: 90, height: 36, align: "right" } as const;
    const logoWidth = canvas.drawLogo(logo);
    const x = page.right - (logoWidth === 0 ? 0 : logoWidth + 10);
    canvas.drawLine(head.partner, styles.bodyStrong, { x, baseline: 36, align: "right" });
    const covers = `${head.covers} · ${table.currency}`;
    canvas.drawLine(covers, styles.small, { x: page.left, baseline: 48 });
    for (const column of columns) {
      drawCell(canvas, column, { text: column.label, baseline: 68, style: styles.smallStrong });
    }
    const { doc } = canvas;
    doc.moveTo(page.left, 73).lineTo(page.right, 73).lineWidth(0.6).stroke(palette.line);
  });
}

function drawRow(
  canvas: Canvas,
  columns: readonly PlacedColumn[],
  { row, baseline }: { readonly row: ReportRow; readonly baseline: number },
): void {
  for (const [index, column] of columns.entries()) {
    const cell = row[index] ?? null;
    if (cell === null || cell === "") continue;
    const text = typeof cell === "string" ? cell : formatAmount(cell);
    const style = typeof cell === "string" ? styles.small : styles.amount;
    canvas.tag("TD", () => drawCell(canvas, column, { text, baseline, style }));
  }
}

/** An amount is never cut: one that is too wide is set smaller. */
function drawCell(
  canvas: Canvas,
  { kind, x, width }: PlacedColumn,
  {
    text,
    baseline,
    style,
  }: { text: string; baseline: number; style: Parameters<Canvas["widthOf"]>[1] },
): void {
  const room = width - gap;
  if (kind === "amount") {
    const shrunk = Math.min(1, room / Math.max(canvas.widthOf(text, style), 1));
    const fitting = { ...style, sizePt: style.sizePt * shrunk };
    canvas.drawLine(text, fitting, { x: x + width - gap / 2, baseline, align: "right" });
    return;
  }
  const [line = ""] = canvas.wrap(text, style, { width: room, lineCountMax: 1 });
  canvas.drawLine(line, style, { x, baseline });
}

function drawFeet(canvas: Canvas, head: PdfHead): void {
  const { start, count } = canvas.doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    canvas.doc.switchToPage(start + index);
    drawFoot(canvas, head, `Page ${index + 1} of ${count}`);
  }
}

function drawFoot(canvas: Canvas, { partner }: PdfHead, text: string): void {
  canvas.artifact(() => {
    canvas.drawLine(partner, styles.small, { x: page.left, baseline: page.foot });
    const right = { x: page.right, baseline: page.foot, align: "right" } as const;
    canvas.drawLine(text, styles.small, right);
  });
}
