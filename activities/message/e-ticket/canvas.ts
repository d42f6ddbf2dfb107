import type { LogoPlace } from "./draw-logo";
import { createLogoDrawer } from "./draw-logo";
import type { FontRole, FontWeight } from "./font-catalogue";
import type { FontRun } from "./font-runs";
import { splitRuns } from "./font-runs";
import { toPrintable } from "./printable-text";
import type { StructureWriter } from "./structure";
import { createStructure } from "./structure";

export interface TextStyle {
  readonly role: FontRole;
  readonly weight: FontWeight;
  readonly sizePt: number;
  readonly color: string;
  readonly trackingPt?: number;
}

/** What is the agency's own in how a page looks. */
export interface CanvasBrand {
  /** `#RRGGBB` */
  readonly color: string;
  readonly logo?: Buffer;
}

export interface LinePlace {
  /** The left edge, or the right one where it is aligned right. */
  readonly x: number;
  readonly baseline: number;
  readonly align?: "left" | "right" | "center";
}

/** Draws text in whatever fonts it takes. Everything is placed by hand: nothing flows by itself. */
export interface Canvas extends StructureWriter {
  readonly doc: PDFKit.PDFDocument;
  readonly brandColor: string;
  /** Returns its width: 0 where there is none. */
  drawLogo(place: LogoPlace): number;
  widthOf(text: string, style: TextStyle): number;
  /** Lines that fit the width; what goes beyond the last one ends in an ellipsis. */
  wrap(text: string, style: TextStyle, options: WrapOptions): string[];
  /** One line; returns its width. */
  drawLine(text: string, style: TextStyle, place: LinePlace): number;
}

export interface WrapOptions {
  readonly width: number;
  readonly lineCountMax?: number;
}

/** Widths are kept for the words that come again, not for all of a long document. */
const widthCountMax = 4_000;

export function createCanvas(
  doc: PDFKit.PDFDocument,
  brand: CanvasBrand,
  structure: StructureWriter = createStructure(doc),
): Canvas {
  const registered = new Set<string>();
  const widths = new Map<string, number>();

  function useRun({ face }: FontRun, { sizePt }: TextStyle): void {
    if (!registered.has(face.id)) doc.registerFont(face.id, face.font);
    registered.add(face.id);
    doc.font(face.id).fontSize(sizePt);
  }

  function measureRun(run: FontRun, style: TextStyle): number {
    const key = `${run.face.id} ${style.sizePt} ${style.trackingPt ?? 0} ${run.text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    useRun(run, style);
    const width = doc.widthOfString(run.text, textOptions(run, style));
    if (widths.size >= widthCountMax) widths.clear();
    widths.set(key, width);
    return width;
  }

  function drawRun(run: FontRun, style: TextStyle, place: { x: number; baseline: number }): void {
    useRun(run, style);
    if (run.actualText !== undefined) doc.markContent("Span", { actual: run.actualText });
    doc.fillColor(style.color);
    doc.text(run.text, place.x, place.baseline, textOptions(run, style));
    if (run.actualText !== undefined) doc.endMarkedContent();
  }

  const widthOf = (text: string, style: TextStyle) =>
    runsOf(text, style).reduce((width, run) => width + measureRun(run, style), 0);

  return {
    doc,
    ...structure,
    brandColor: brand.color,
    drawLogo: createLogoDrawer(doc, brand.logo),
    widthOf,
    wrap: (text, style, options) =>
      wrapText(toPrintable(text), { ...options, measure: (part) => widthOf(part, style) }),
    drawLine(text, style, { x, baseline, align = "left" }) {
      const width = align === "left" ? 0 : widthOf(text, style);
      const start = align === "right" ? x - width : align === "center" ? x - width / 2 : x;
      return runsOf(text, style).reduce((drawn, run) => {
        drawRun(run, style, { x: start + drawn, baseline });
        return drawn + measureRun(run, style);
      }, 0);
    },
  };
}

function runsOf(text: string, { role, weight }: TextStyle): FontRun[] {
  return splitRuns(toPrintable(text), role, weight);
}

/** With features pdfkit sets a run as one piece, which Arabic needs: it is set word by word else. */
function textOptions({ face }: FontRun, { trackingPt = 0 }: TextStyle): PDFKit.Mixins.TextOptions {
  return {
    lineBreak: false,
    baseline: "alphabetic",
    characterSpacing: trackingPt,
    ...(face.rightToLeft ? { features: [] } : {}),
  };
}

interface Wrapping extends WrapOptions {
  readonly measure: (text: string) => number;
}

// After a space, and after a hyphen or a slash inside a word.
const breakPattern = /[^\s/-]*(?:[/-]+|\s+|$)/g;

function wrapText(text: string, { width, lineCountMax = 100, measure }: Wrapping): string[] {
  const lines: string[] = [];
  let line = "";
  const pieces = (text.match(breakPattern) ?? [])
    .filter((piece) => piece !== "")
    .flatMap((piece) => splitPiece(piece, (part) => measure(part.trimEnd()) <= width));
  for (const piece of pieces) {
    if (line !== "" && measure((line + piece).trimEnd()) > width) {
      lines.push(line);
      line = "";
    }
    line += piece;
  }
  if (line.trim() !== "") lines.push(line);
  if (lines.length > lineCountMax) {
    const rest = lines.splice(lineCountMax - 1).join("");
    lines.push(shorten(rest, (part) => measure(part) <= width));
  }
  return lines.map((one) => one.trimEnd());
}

/** A word wider than the line is cut where it must be. */
function splitPiece(piece: string, fits: (part: string) => boolean): string[] {
  if (fits(piece)) return [piece];
  const parts: string[] = [];
  let part = "";
  for (const character of piece) {
    if (part !== "" && !fits(part + character)) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}

function shorten(text: string, fits: (part: string) => boolean): string {
  const characters = Array.from(text);
  while (characters.length > 0 && !fits(`${characters.join("").trimEnd()}…`)) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
