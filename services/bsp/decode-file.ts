import type { FileMapping } from "../../domain/bsp/columns/mapping";
import { Refusal } from "../../domain/refusal";

type Encoding = FileMapping["encoding"];

export interface DecodedFile {
  /** Of the pieces: that of the mapping, unless the file itself says otherwise. */
  readonly encoding: Encoding;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** What a file begins with that says what it is, whatever its mapping does. */
const utf16Marks = { "utf-16le": [0xff, 0xfe], "utf-16be": [0xfe, 0xff] } as const;
const workbookMarks = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
] as const;
const markLength = 4;

/**
 * The bytes of a text file as UTF-8, or as the mapping says: one that begins with the byte order mark
 * of UTF-16 is that. Refuses a workbook of Excel (`BSP_FILE_MALFORMED`).
 */
export async function decodeFile(
  pieces: AsyncIterable<Buffer>,
  encoding: Encoding,
): Promise<DecodedFile> {
  const rest = pieces[Symbol.asyncIterator]();
  let beginning = Buffer.alloc(0);
  while (beginning.length < markLength) {
    const next = await rest.next();
    if (next.done === true) break;
    beginning = Buffer.concat([beginning, next.value]);
  }
  const whole = putBefore(beginning, rest);
  if (workbookMarks.some((mark) => begins(beginning, mark))) {
    await rest.return?.();
    throw new Refusal(
      "BSP_FILE_MALFORMED",
      "It is a workbook of Excel, which is not read: save its sheet as CSV UTF-8, or as Unicode text.",
      { line: 1 },
    );
  }
  if (begins(beginning, utf16Marks["utf-16le"])) return fromUtf16("utf-16le", whole);
  if (begins(beginning, utf16Marks["utf-16be"])) return fromUtf16("utf-16be", whole);
  return { encoding, pieces: whole };
}

function begins(bytes: Buffer, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

async function* putBefore(
  beginning: Buffer,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Uint8Array> {
  try {
    yield beginning;
    for (;;) {
      const next = await rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

function fromUtf16(label: keyof typeof utf16Marks, whole: AsyncIterable<Uint8Array>): DecodedFile {
  return { encoding: "utf-8", pieces: toUtf8(label, whole) };
}

/** Halves of a letter become U+FFFD, which no cell may have. */
async function* toUtf8(
  label: string,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(label);
  for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}
