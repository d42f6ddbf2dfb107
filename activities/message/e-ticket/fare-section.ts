import { parseMoney, sum, toMoneyJson } from "../../../domain/money";
import type { Canvas, TextStyle } from "./canvas";
import type { ETicketDocument, ETicketFare } from "./e-ticket";
import type { Flow } from "./flow";
import { formatFormOfPayment, formatMoney, formatNamed, groupAmount } from "./formatting";
import { maskCardNumbers } from "./printable-text";
import { labelTax } from "./tax-labels";
import { contentWidth, page, palette, styles } from "./theme";

const rowHeight = 12.5;
const columnGap = 24;
const columnWidth = (contentWidth - columnGap) / 2;

export function drawFareSection(flow: Flow, ticket: ETicketDocument): void {
  const { canvas } = flow;
  flow.ensureSpace(120);
  canvas.tag("H2", () =>
    canvas.drawLine("Fare and payment", styles.section, { x: page.left, baseline: flow.y }),
  );
  flow.y += 9;
  drawSummary(flow, ticket.fare);
  drawTaxes(flow, ticket.fare);
  drawPayment(flow, ticket);
  flow.y += 18;
}

interface Figure {
  readonly label: string;
  readonly value: string;
}

/** Fare, equivalent and taxes side by side, the total at the end in colour. */
function drawSummary(flow: Flow, fare: ETicketFare): void {
  const { canvas, y } = flow;
  const height = 40;
  const totalWidth = 168;
  const figureWidth = (contentWidth - totalWidth - 14) / 3;
  canvas.artifact(() => {
    const { doc } = canvas;
    doc.roundedRect(page.left, y, contentWidth, height, 5).fill(palette.panel);
    doc.roundedRect(page.right - totalWidth, y, totalWidth, height, 5).fill(canvas.brandColor);
  });
  figuresOf(fare).forEach(({ label, value }, index) => {
    const x = page.left + 14 + index * figureWidth;
    canvas.tag("P", () => {
      canvas.drawLine(label, styles.label, { x, baseline: y + 15 });
      canvas.drawLine(value, styles.codeStrong, { x, baseline: y + 29 });
    });
  });
  drawTotal(canvas, formatMoney(fare.total), y);
  flow.y += height + 12;
}

function figuresOf({ base, equivalent, taxes }: ETicketFare): Figure[] {
  const amounts = taxes.map(({ amount }) => parseMoney(amount));
  const currency = amounts[0]?.currency;
  const figures = [{ label: "FARE", value: formatMoney(base) }];
  if (equivalent) figures.push({ label: "EQUIVALENT PAID", value: formatMoney(equivalent) });
  if (currency !== undefined && amounts.every((amount) => amount.currency === currency)) {
    const value = formatMoney(toMoneyJson(sum(currency, amounts)));
    figures.push({ label: "TAXES AND FEES", value });
  }
  return figures;
}

function drawTotal(canvas: Canvas, value: string, y: number): void {
  const x = page.right - 14;
  const label: TextStyle = { ...styles.label, color: palette.white };
  canvas.tag("P", () => {
    canvas.drawLine("TOTAL", label, { x, baseline: y + 15, align: "right" });
    canvas.drawLine(value, styles.total, { x, baseline: y + 30, align: "right" });
  });
}

/** Two to a row, so that a table of any length can go on on the next page. */
function drawTaxes(flow: Flow, { taxes }: ETicketFare): void {
  const { canvas } = flow;
  if (taxes.length === 0) return;
  canvas.group("Table", () => {
    for (let first = 0; first < taxes.length; first += 2) {
      flow.ensureSpace(rowHeight + 4);
      canvas.group("TR", () => {
        taxes.slice(first, first + 2).forEach((tax, column) => {
          const x = page.left + column * (columnWidth + columnGap);
          drawTax(canvas, tax, { x, baseline: flow.y + 8 });
        });
        if (first + 1 === taxes.length) drawNoTax(canvas);
      });
      flow.y += rowHeight;
    }
  });
  flow.y += 8;
}

function drawTax(
  canvas: Canvas,
  { code, amount }: ETicketFare["taxes"][number],
  { x, baseline }: { x: number; baseline: number },
): void {
  const value = `${amount.currency} ${groupAmount(amount.amount)}`;
  const valueWidth = canvas.widthOf(value, styles.amount);
  const [label = ""] = canvas.wrap(labelTax(code), styles.body, {
    width: columnWidth - valueWidth - 36,
    lineCountMax: 1,
  });
  canvas.tag("TH", () => {
    canvas.drawLine(code, styles.code, { x, baseline });
    canvas.drawLine(label, styles.body, { x: x + 24, baseline });
  });
  canvas.tag("TD", () => {
    canvas.drawLine(value, styles.amount, { x: x + columnWidth, baseline, align: "right" });
  });
  canvas.artifact(() => {
    const y = baseline + 4;
    canvas.doc
      .moveTo(x, y)
      .lineTo(x + columnWidth, y)
      .lineWidth(0.4)
      .stroke(palette.line);
  });
}

/** All rows of a table have as many cells for those who hear it. */
function drawNoTax(canvas: Canvas): void {
  canvas.tag("TH", () => {});
  canvas.tag("TD", () => {});
}

function drawPayment(flow: Flow, ticket: ETicketDocument): void {
  const { validatingCarrier, formOfPayment, endorsements, fare } = ticket;
  const rows: (readonly [label: string, value: string, style: TextStyle])[] = [
    ["FORM OF PAYMENT", formatFormOfPayment(formOfPayment), styles.code],
    ["VALIDATING CARRIER", formatNamed(validatingCarrier), styles.body],
  ];
  if (endorsements !== undefined && endorsements !== "") {
    rows.push(["ENDORSEMENTS", maskCardNumbers(endorsements), styles.code]);
  }
  if (fare.calculation !== undefined && fare.calculation !== "") {
    rows.push(["FARE CALCULATION", maskCardNumbers(fare.calculation), styles.code]);
  }
  for (const [label, value, style] of rows) drawRow(flow, { label, value, style });
}

interface Row {
  readonly label: string;
  readonly value: string;
  readonly style: TextStyle;
}

function drawRow(flow: Flow, { label, value, style }: Row): void {
  const { canvas } = flow;
  const indent = 104;
  const lines = canvas.wrap(value, style, { width: contentWidth - indent });
  flow.ensureSpace(lines.length * 11 + 4);
  canvas.tag("P", () => {
    canvas.drawLine(label, styles.label, { x: page.left, baseline: flow.y + 8 });
    lines.forEach((line, row) => {
      canvas.drawLine(line, style, { x: page.left + indent, baseline: flow.y + 8 + row * 11 });
    });
  });
  flow.y += lines.length * 11 + 3;
}
