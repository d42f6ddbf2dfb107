import type { Canvas, TextStyle } from "./canvas";
import type { ETicket, ETicketDocument } from "./e-ticket";
import type { Flow } from "./flow";
import { formatDocumentNumber, formatNamed } from "./formatting";
import { labelPassengerType } from "./status-labels";
import { contentWidth, page, palette, styles } from "./theme";

const padding = 14;
const nameWidth = contentWidth - 2 * padding - 70;
// A name is never cut short: a long one is set smaller until it fits two lines.
const nameSizesPt = [17, 14, 11.5, 9.5];
const nameLineCountMax = 2;

/** Who travels, on which ticket, under which references. */
export function drawPassengerPanel(flow: Flow, eTicket: ETicket, ticket: ETicketDocument): void {
  const { canvas } = flow;
  const { lines, style } = fitName(canvas, ticket.passengerName);
  const leading = style.sizePt + 4;
  const nameHeight = lines.length * leading;
  const height = padding + 8 + nameHeight + 47;
  const top = flow.y;
  canvas.artifact(() => {
    canvas.doc.roundedRect(page.left, top, contentWidth, height, 5).fill(palette.panel);
    canvas.doc.rect(page.left, top + 5, 3, height - 10).fill(canvas.brandColor);
  });
  const x = page.left + padding;
  canvas.tag("H2", () => {
    canvas.drawLine("PASSENGER", styles.label, { x, baseline: top + padding + 4 });
    lines.forEach((line, index) => {
      const baseline = top + padding + 8 + style.sizePt - 2 + index * leading;
      canvas.drawLine(line, style, { x, baseline });
    });
  });
  drawType(canvas, labelPassengerType(ticket.passengerType), top + padding + 4);
  drawFacts(canvas, factsOf(eTicket, ticket), top + padding + nameHeight + 23);
  flow.y = top + height + 20;
}

function fitName(canvas: Canvas, name: string): { lines: string[]; style: TextStyle } {
  const fits = nameSizesPt.map((sizePt) => {
    const style = { ...styles.name, sizePt };
    return { lines: canvas.wrap(name, style, { width: nameWidth }), style };
  });
  const fitting = fits.find(({ lines }) => lines.length <= nameLineCountMax) ?? fits.at(-1);
  return fitting ?? { lines: [name], style: styles.name };
}

function drawType(canvas: Canvas, type: string, baseline: number): void {
  const x = page.right - padding;
  canvas.tag("P", () => {
    canvas.drawLine("TYPE", styles.label, { x, baseline, align: "right" });
    canvas.drawLine(type, styles.bodyStrong, { x, baseline: baseline + 13, align: "right" });
  });
}

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly x: number;
  readonly width: number;
}

function factsOf(eTicket: ETicket, ticket: ETicketDocument): Fact[] {
  const { validatingCarrier: carrier } = ticket;
  const x = page.left + padding;
  const number = formatDocumentNumber(ticket.number, ticket.conjunction);
  return [
    { label: "BOOKING REFERENCE", value: eTicket.bookingReference, x, width: 104 },
    { label: "AIRLINE REFERENCE", value: eTicket.airlineRecordLocator, x: x + 114, width: 84 },
    { label: "TICKET NUMBER", value: number, x: x + 208, width: 148 },
    {
      label: "ISSUING AIRLINE",
      value: formatNamed(carrier),
      x: x + 366,
      width: 120,
    },
  ];
}

function drawFacts(canvas: Canvas, facts: readonly Fact[], baseline: number): void {
  facts.forEach(({ label, value, x, width }, index) => {
    if (value === "") return;
    const style = index === facts.length - 1 ? styles.bodyStrong : styles.reference;
    const valueDrop = style === styles.reference ? 16 : 13;
    canvas.tag("P", () => {
      canvas.drawLine(label, styles.label, { x, baseline });
      canvas.wrap(value, style, { width, lineCountMax: 2 }).forEach((line, row) => {
        canvas.drawLine(line, style, { x, baseline: baseline + valueDrop + row * 11 });
      });
    });
  });
}
