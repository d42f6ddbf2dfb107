import type { LogoSize } from "./logo";
import { logoUnreadable } from "./logo";

export interface Jpeg extends LogoSize {
  /** Without metadata, comments and what follows the picture. */
  readonly bytes: Uint8Array;
}

const marker = {
  start: 0xd8,
  end: 0xd9,
  scan: 0xda,
  /** Baseline, extended and progressive, in Huffman code: what every reader of PDF can show. */
  frames: [0xc0, 0xc1, 0xc2],
  /** Tables, restart interval, JFIF and Adobe's colour transform. */
  kept: [0xc4, 0xdb, 0xdd, 0xe0, 0xee],
} as const;

interface Segment {
  readonly code: number;
  readonly from: number;
  readonly to: number;
}

/** Reads the segments of a JPEG (ITU-T T.81, annex B). Refuses what is none (LOGO_REFUSED). */
export function readJpeg(content: Uint8Array): Jpeg {
  if (content[0] !== 0xff || content[1] !== marker.start)
    throw unreadable("it does not begin as one");
  const parts = [content.subarray(0, 2)];
  let size: LogoSize | undefined;
  let at = 2;
  for (;;) {
    const segment = readSegment(content, at);
    if (segment.code === marker.end) break;
    at = segment.code === marker.scan ? endOfScan(content, segment.to) : segment.to;
    if (isFrame(segment.code)) size = readFrame(content, segment);
    if (isKept(segment.code)) parts.push(content.subarray(segment.from, at));
  }
  if (size === undefined) throw unreadable("it has no picture");
  return { ...size, bytes: concat([...parts, Uint8Array.of(0xff, marker.end)]) };
}

function readSegment(content: Uint8Array, at: number): Segment {
  if (content[at] !== 0xff) throw unreadable("it is broken off or damaged");
  let from = at;
  while (content[from + 1] === 0xff) from += 1;
  const code = content[from + 1] ?? 0;
  if (code === marker.end) return { code, from, to: from + 2 };
  const length = readWord(content, from + 2);
  const to = from + 2 + length;
  if (length < 2 || to > content.length) throw unreadable("it is broken off or damaged");
  return { code, from, to };
}

/** C4, C8 and CC are no frames though they stand among them. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);
}

function isKept(code: number): boolean {
  const { kept, scan } = marker;
  return isFrame(code) || code === scan || kept.some((one) => one === code);
}

function readFrame(content: Uint8Array, { code, from }: Segment): LogoSize {
  if (!marker.frames.some((one) => one === code)) throw unreadable("its coding is a rare one");
  if (content[from + 4] !== 8) throw unreadable("it has not eight bits a sample");
  // Four are CMYK, which needs a profile to mean any colour.
  if (![1, 3].includes(content[from + 9] ?? 0)) throw unreadable("it is neither grey nor RGB");
  return { height: readWord(content, from + 5), width: readWord(content, from + 7) };
}

/** Where the next marker stands: a stuffed zero and restarts belong to the scan. */
function endOfScan(content: Uint8Array, from: number): number {
  for (let at = from; at < content.length; at += 1) {
    const next = content[at + 1] ?? 0;
    const isMarker = content[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7);
    if (isMarker) return at;
  }
  throw unreadable("it is broken off or damaged");
}

function readWord(content: Uint8Array, at: number): number {
  return (content[at] ?? 0) * 256 + (content[at + 1] ?? 0);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function unreadable(why: string) {
  return logoUnreadable("image/jpeg", why);
}
