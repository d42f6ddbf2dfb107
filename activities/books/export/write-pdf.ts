import { buffer } from "node:stream/consumers";

import Pdf from "pdfkit";

import { formatAmount } from "../../../domain/money";
import type { Canvas } from "../../message/e-ticket/canvas";
import { createCanvas } from "../../message/e-ticket/canvas";
import { createFlow } from "../../message/e-ticket/flow";
import { palette, styles } from "../../message/e-ticket/theme";
import type { ReportColumn, ReportRow, ReportTable } from "./report-table";

/** A4 on its side, in points. */
const page = { width: 841.89, left: 36, right: 805.89, top: 74, bottom: 540, foot: 570 } as const;
const rowHeight = 13;
const gap = 6;

/** The lines above a table: whose it is and what it covers. */
export interface PdfHead {
  readonly partner: string;
  readonly covers: string;
}

interface PlacedColumn extends ReportColumn {
  readonly x: number;
  readonly width: number;
}

/** A table page by page, each with its head; text that is too long for its column is cut. */
export async function writePdf(table: ReportTable, head: PdfHead): Promise<Buffer> {
  const doc = openDocument(table);
  const bytes = buffer(doc);
  const canvas = createCanvas(doc);
  const columns = place(table.columns);
  const beginPage = () => {
    doc.addPage();
    drawHead(canvas, { table, head, columns });
  };
  const flow = createFlow({ canvas, top: page.top, bottom: page.bottom, beginPage });
  beginPage();
  for await (const row of table.rows) {
    flow.ensureSpace(rowHeight);
    flow.y += rowHeight;
    canvas.group("TR", () => drawRow(canvas, columns, { row, baseline: flow.y }));
  }
  canvas.finish();
  drawFeet(canvas, head);
  doc.end();
  return bytes;
}

function openDocument({ title }: ReportTable): PDFKit.PDFDocument {
  return new Pdf({
    size: "A4",
    layout: "landscape",
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    // An empty name keeps pdfkit from starting with Helvetica, which it would not embed.
    font: "",
    pdfVersion: "1.7",
    tagged: true,
    lang: "en",
    displayTitle: true,
    info: { Title: title, Creator: "travoBooks", Producer: "travoBooks" },
  });
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
    canvas.drawLine(table.title, styles.title, { x: page.left, baseline: 36 });
    const right = { x: page.right, baseline: 36, align: "right" } as const;
    canvas.drawLine(head.partner, styles.bodyStrong, right);
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

function drawFeet(canvas: Canvas, { partner }: PdfHead): void {
  const { start, count } = canvas.doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    canvas.doc.switchToPage(start + index);
    canvas.artifact(() => {
      canvas.drawLine(partner, styles.small, { x: page.left, baseline: page.foot });
      const right = { x: page.right, baseline: page.foot, align: "right" } as const;
      canvas.drawLine(`Page ${index + 1} of ${count}`, styles.small, right);
    });
  }
}
