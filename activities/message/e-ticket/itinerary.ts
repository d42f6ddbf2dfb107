import type { Canvas } from "./canvas";
import { describeConnection } from "./connection";
import type { ETicketAirport, ETicketSegment } from "./e-ticket";
import type { Flow } from "./flow";
import type { LocalTime } from "./formatting";
import { formatDayShift, parseLocal } from "./formatting";
import { drawSegmentFacts, measureSegmentFacts } from "./segment-facts";
import { contentWidth, page, palette, styles } from "./theme";

const dateWidth = 70;
const left = page.left + dateWidth + 14;
const right = page.right - 14;
const placeWidth = 150;
const lineHeight = 10;

/** The flights as cards, none of which is ever cut by the end of a page. */
export function drawItinerary(flow: Flow, segments: readonly ETicketSegment[]): void {
  const { canvas } = flow;
  flow.ensureSpace(130);
  canvas.tag("H2", () =>
    canvas.drawLine("Itinerary", styles.section, { x: page.left, baseline: flow.y }),
  );
  canvas.tag("P", () =>
    canvas.drawLine("All times are local to the airport", styles.small, {
      x: page.right,
      baseline: flow.y,
      align: "right",
    }),
  );
  flow.y += 9;
  segments.forEach((segment, index) => {
    drawConnection(flow, segments[index - 1], segment);
    drawSegment(flow, segment);
  });
  flow.y += 24;
}

function drawConnection(flow: Flow, previous: ETicketSegment | undefined, next: ETicketSegment) {
  const text = previous && describeConnection(previous, next);
  if (text === undefined) {
    flow.y += previous ? 7 : 0;
    return;
  }
  // With the card it leads to, or not at all on this page.
  flow.ensureSpace(19 + measureSegment(flow.canvas, next).height);
  const { canvas, y } = flow;
  canvas.artifact(() => {
    canvas.doc.moveTo(left + 3, y + 2).lineTo(left + 3, y + 17);
    canvas.doc.lineWidth(0.9).dash(1.5, { space: 2 }).stroke(palette.soft).undash();
  });
  canvas.tag("P", () => canvas.drawLine(text, styles.small, { x: left + 12, baseline: y + 12.5 }));
  flow.y += 19;
}

interface SegmentMeasure {
  readonly origin: readonly string[];
  readonly destination: readonly string[];
  readonly flight: readonly string[];
  readonly topHeight: number;
  readonly height: number;
}

function measureSegment(canvas: Canvas, segment: ETicketSegment): SegmentMeasure {
  const origin = placeLines(canvas, segment.origin);
  const destination = placeLines(canvas, segment.destination);
  const flight = flightLines(canvas, segment);
  // The airline's name begins a line higher, beside the cities.
  const lineCount = Math.max(origin.length, destination.length, flight.length - 1);
  const topHeight = 42 + lineCount * lineHeight;
  return {
    origin,
    destination,
    flight,
    topHeight,
    height: topHeight + measureSegmentFacts(canvas, segment),
  };
}

function placeLines(canvas: Canvas, { code, city, name, terminal }: ETicketAirport): string[] {
  const known = [code, city].includes(name) ? [] : [name];
  const text = [...known, ...(terminal === undefined ? [] : [`Terminal ${terminal}`])].join(", ");
  return canvas.wrap(text, styles.small, { width: placeWidth, lineCountMax: 3 });
}

function flightLines(canvas: Canvas, { carrier, operatedBy }: ETicketSegment): string[] {
  const width = right - left - 2 * placeWidth + 20;
  const lines = canvas.wrap(carrier.name, styles.small, { width, lineCountMax: 2 });
  if (operatedBy === undefined) return lines;
  const operator = `Operated by ${operatedBy}`;
  return [...lines, ...canvas.wrap(operator, styles.small, { width, lineCountMax: 2 })];
}

function drawSegment(flow: Flow, segment: ETicketSegment): void {
  const { canvas } = flow;
  const measure = measureSegment(canvas, segment);
  flow.ensureSpace(measure.height);
  const top = flow.y;
  const departs = parseLocal(segment.departsLocal);
  const arrives = parseLocal(segment.arrivesLocal);
  canvas.artifact(() => drawCard(canvas, top, measure));
  canvas.group("Sect", () => {
    drawDate(canvas, departs, top);
    drawStop(canvas, { segment, at: "origin", time: departs, top, measure });
    drawFlight(canvas, segment, { top, lines: measure.flight });
    drawStop(canvas, { segment, at: "destination", time: arrives, top, measure });
    drawDayShift(canvas, formatDayShift(departs, arrives), top);
    drawSegmentFacts(canvas, segment, { x: left, right, top: top + measure.topHeight });
  });
  flow.y = top + measure.height;
}

function drawCard({ doc }: Canvas, top: number, { height, topHeight }: SegmentMeasure): void {
  doc.save();
  doc.roundedRect(page.left, top, contentWidth, height, 5).clip();
  doc.rect(page.left, top, dateWidth, height).fill(palette.panel);
  doc.restore();
  doc.roundedRect(page.left, top, contentWidth, height, 5).lineWidth(0.7).stroke(palette.line);
  doc.moveTo(left, top + topHeight).lineTo(right, top + topHeight);
  doc.lineWidth(0.5).stroke(palette.line);
}

function drawDate(canvas: Canvas, { weekday, day, year }: LocalTime, top: number): void {
  const x = page.left + 14;
  canvas.tag("P", () => {
    canvas.drawLine(weekday, styles.small, { x, baseline: top + 19 });
    canvas.drawLine(day, styles.day, { x, baseline: top + 33 });
    canvas.drawLine(year, styles.small, { x, baseline: top + 44 });
  });
}

interface Stop {
  readonly segment: ETicketSegment;
  readonly at: "origin" | "destination";
  readonly time: LocalTime;
  readonly top: number;
  readonly measure: SegmentMeasure;
}

function drawStop(canvas: Canvas, { segment, at, time, top, measure }: Stop): void {
  const airport = segment[at];
  const align = at === "origin" ? "left" : "right";
  const x = at === "origin" ? left : right;
  canvas.tag("P", () => {
    canvas.drawLine(time.time, styles.time, { x, baseline: top + 23, align });
    drawPlaceName(canvas, airport, { x, baseline: top + 36, align });
    measure[at].forEach((line, row) => {
      canvas.drawLine(line, styles.small, { x, baseline: top + 46.5 + row * lineHeight, align });
    });
  });
}

function drawPlaceName(
  canvas: Canvas,
  { code, city }: ETicketAirport,
  { x, baseline, align }: { x: number; baseline: number; align: "left" | "right" },
): void {
  const codeWidth = canvas.widthOf(code, styles.airport) + (city === code ? 0 : 5);
  const [name = ""] = canvas.wrap(city === code ? "" : city, styles.bodyStrong, {
    width: placeWidth - codeWidth,
    lineCountMax: 1,
  });
  const start = align === "left" ? x : x - codeWidth - canvas.widthOf(name, styles.bodyStrong);
  const codeStyle = { ...styles.airport, color: canvas.brandColor };
  canvas.drawLine(code, codeStyle, { x: start, baseline });
  canvas.drawLine(name, styles.bodyStrong, { x: start + codeWidth, baseline });
}

interface FlightPlace {
  readonly top: number;
  readonly lines: readonly string[];
}

/** The line between the two airports with the flight number upon it. */
function drawFlight(canvas: Canvas, segment: ETicketSegment, { top, lines }: FlightPlace): void {
  const { doc, brandColor } = canvas;
  const [from, to] = [left + 64, right - 64];
  const center = (left + right) / 2;
  const y = top + 17.5;
  const text = `${segment.carrier.code} ${segment.flightNumber}`;
  const gap = canvas.widthOf(text, styles.codeStrong) / 2 + 8;
  canvas.artifact(() => {
    doc
      .lineWidth(1)
      .moveTo(from, y)
      .lineTo(center - gap, y)
      .stroke(brandColor);
    doc
      .moveTo(center + gap, y)
      .lineTo(to - 5, y)
      .stroke(brandColor);
    doc.circle(from, y, 2.4).lineWidth(1).fillAndStroke(palette.white, brandColor);
    doc
      .moveTo(to, y)
      .lineTo(to - 6, y - 3.2)
      .lineTo(to - 6, y + 3.2)
      .fill(brandColor);
  });
  canvas.tag("P", () => {
    canvas.drawLine(text, styles.codeStrong, { x: center, baseline: y + 3, align: "center" });
    lines.forEach((line, row) => {
      const baseline = top + 36 + row * lineHeight;
      canvas.drawLine(line, styles.small, { x: center, baseline, align: "center" });
    });
  });
}

function drawDayShift(canvas: Canvas, text: string, top: number): void {
  if (text === "") return;
  const style = { ...styles.smallStrong, sizePt: 6.6, color: canvas.brandColor };
  canvas.tag("P", () =>
    canvas.drawLine(text, style, { x: right, baseline: top + 8.5, align: "right" }),
  );
}
