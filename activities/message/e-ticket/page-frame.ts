import type { Canvas } from "./canvas";
import type { ETicketAgency } from "./e-ticket";
import { parseLocal } from "./formatting";
import { contentWidth, page, palette, styles } from "./theme";

const bandHeight = 7;

/** Of a document that an agency hands out. */
export interface PaperHead {
  readonly agency: ETicketAgency;
  readonly title: string;
  readonly subtitle: string;
  /** `YYYY-MM-DD` */
  readonly issuedOn: string;
}

/** The head of a document's first page; returns where its content begins. */
export function drawLetterhead(canvas: Canvas, head: PaperHead): number {
  const { agency } = head;
  let logoWidth = 0;
  canvas.artifact(() => {
    drawBand(canvas);
    logoWidth = canvas.drawLogo({ x: page.left, top: 24, width: 110, height: 44 });
  });
  const x = page.left + (logoWidth === 0 ? 0 : logoWidth + 12);
  const width = page.left + 310 - x;
  const nameLines = canvas.wrap(agency.name, styles.agency, { width, lineCountMax: 2 });
  const contactLines = contactsOf(agency).flatMap((line) =>
    canvas.wrap(line, styles.small, { width, lineCountMax: 2 }),
  );
  let baseline = 43;
  canvas.tag("P", () => {
    for (const line of nameLines) {
      canvas.drawLine(line, styles.agency, { x, baseline });
      baseline += 18;
    }
    baseline -= 3;
    for (const line of contactLines) {
      canvas.drawLine(line, styles.small, { x, baseline });
      baseline += 10.5;
    }
  });
  drawTitle(canvas, head);
  return Math.max(baseline + 6, 90);
}

function drawTitle(canvas: Canvas, { agency, title, subtitle, issuedOn }: PaperHead): void {
  const style = { ...styles.title, color: canvas.brandColor };
  canvas.tag("H1", () => canvas.drawLine(title, style, atRight(42)));
  canvas.tag("P", () => canvas.drawLine(subtitle, styles.small, atRight(54)));
  const iata = agency.iataNumber === "" ? "" : ` · IATA ${agency.iataNumber}`;
  const issued = `Issued ${parseLocal(issuedOn).date}${iata}`;
  canvas.tag("P", () => canvas.drawLine(issued, styles.small, atRight(65)));
}

function atRight(baseline: number) {
  return { x: page.right, baseline, align: "right" } as const;
}

function contactsOf({ addressLines, phone, email }: ETicketAgency): string[] {
  return [addressLines, [phone, email]].map((parts) =>
    parts.filter((part) => part !== undefined).join(" · "),
  );
}

/** The head of the pages that follow: whose document this is. */
export function drawRunningHead(
  canvas: Canvas,
  { name: full, right }: { readonly name: string; readonly right: string },
): void {
  canvas.artifact(() => {
    drawBand(canvas);
    const rightWidth = canvas.drawLine(right, styles.code, {
      x: page.right,
      baseline: 36,
      align: "right",
    });
    const width = contentWidth - rightWidth - 20;
    const [name = ""] = canvas.wrap(full, styles.bodyStrong, {
      width,
      lineCountMax: 1,
    });
    canvas.drawLine(name, styles.bodyStrong, { x: page.left, baseline: 36 });
    drawRule(canvas, 44);
  });
}

interface PageCount {
  readonly number: number;
  readonly count: number;
}

/** At the foot of every page, once all of them are there. */
export function drawFeet(canvas: Canvas, agency: ETicketAgency): void {
  const { start, count } = canvas.doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    canvas.doc.switchToPage(start + index);
    drawFoot(canvas, agency, { number: index + 1, count });
  }
}

function drawFoot(canvas: Canvas, agency: ETicketAgency, { number, count }: PageCount): void {
  const baseline = 818;
  canvas.artifact(() => {
    drawRule(canvas, 804);
    const right = `Page ${number} of ${count}`;
    canvas.drawLine(right, styles.small, { x: page.right, baseline, align: "right" });
    const [line = ""] = canvas.wrap(
      [agency.name, agency.phone].filter((part) => part !== undefined).join(" · "),
      styles.small,
      { width: contentWidth - 70, lineCountMax: 1 },
    );
    canvas.drawLine(line, styles.small, { x: page.left, baseline });
  });
}

function drawBand({ doc, brandColor }: Canvas): void {
  doc.rect(0, 0, page.width, bandHeight).fill(brandColor);
}

function drawRule({ doc }: Canvas, y: number): void {
  doc.moveTo(page.left, y).lineTo(page.right, y).lineWidth(0.6).stroke(palette.line);
}
