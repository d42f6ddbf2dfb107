import type { Canvas } from "./canvas";
import type { ETicketSegment } from "./e-ticket";
import type { StatusLabel } from "./status-labels";
import { labelCouponStatus, labelSegmentStatus } from "./status-labels";
import { palette, styles } from "./theme";

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly color?: string;
  readonly isCode?: boolean;
  /** Of the whole width. */
  readonly share: number;
}

const gap = 8;
const lineHeight = 9.5;
const width = 413.28;

/** The lower strip of a flight's card. */
export function measureSegmentFacts(canvas: Canvas, segment: ETicketSegment): number {
  const lineCount = Math.max(...factsOf(segment).map((fact) => linesOf(canvas, fact).length));
  return 19 + lineCount * lineHeight;
}

export function drawSegmentFacts(
  canvas: Canvas,
  segment: ETicketSegment,
  { x, top }: { x: number; right: number; top: number },
): void {
  let column = x;
  for (const fact of factsOf(segment)) {
    canvas.tag("P", () => {
      canvas.drawLine(fact.label, styles.label, { x: column, baseline: top + 11 });
      linesOf(canvas, fact).forEach((line, row) => {
        const baseline = top + 21.5 + row * lineHeight;
        canvas.drawLine(line, styleOf(fact), { x: column, baseline });
      });
    });
    column += fact.share * width;
  }
}

function factsOf(segment: ETicketSegment): Fact[] {
  const status = labelSegmentStatus(segment.statusCode);
  const coupon = labelCouponStatus(segment.coupon.statusCode);
  const { cabin, bookingClass, fareBasis, baggage } = segment;
  return [
    { label: "STATUS", value: status.text, color: colorOf(status), share: 0.2 },
    {
      label: "CLASS",
      value: cabin === undefined ? bookingClass : `${cabin} (${bookingClass})`,
      share: 0.23,
    },
    { label: "FARE BASIS", value: fareBasis || "–", isCode: true, share: 0.21 },
    { label: "BAGGAGE", value: baggage ?? "Ask the airline", share: 0.15 },
    {
      label: `COUPON ${segment.coupon.number}`,
      value: coupon.text,
      color: colorOf(coupon),
      share: 0.21,
    },
  ];
}

function colorOf({ tone }: StatusLabel): string {
  return { good: palette.good, open: palette.open, bad: palette.bad }[tone];
}

function styleOf({ color = palette.ink, isCode = false }: Fact) {
  return { ...(isCode ? styles.code : styles.bodyStrong), color };
}

function linesOf(canvas: Canvas, fact: Fact): string[] {
  const columnWidth = fact.share * width - gap;
  return canvas.wrap(fact.value, styleOf(fact), { width: columnWidth, lineCountMax: 2 });
}
