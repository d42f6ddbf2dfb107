import type { Readable as ReadableStream } from "node:stream";
import { pipeline, Readable } from "node:stream";

import { CsvError, parse } from "csv-parse";

import type { FileRow } from "../../domain/bsp/columns/file-reader";
import { MappedFileReader } from "../../domain/bsp/columns/file-reader";
import type { FileMapping } from "../../domain/bsp/columns/mapping";
import type { TakeFault } from "../../domain/bsp/columns/place-columns";
import { columnFault } from "../../domain/bsp/columns/place-columns";
import type { MappedTransaction } from "../../domain/bsp/columns/read-row";
import { Refusal } from "../../domain/refusal";
import { decodeFile } from "./decode-file";
import type { Packing } from "./unpack-file";
import { unpackFile } from "./unpack-file";

/** Characters of one row: what has more is none, and is not held. */
const rowLengthMax = 65_536;

interface MappedReading extends Packing {
  readonly mapping: FileMapping;
  readonly billingEndsOn?: string | undefined;
}

/**
 * Reads the rows of a file by a mapping of its columns, holding one of them at a time. Refuses at
 * the first thing wrong, with its line and column; returns when its billing ends.
 */
export async function* readMappedFile(
  bytes: ReadableStream,
  { mapping, billingEndsOn, ...packing }: MappedReading,
): AsyncGenerator<MappedTransaction, string> {
  const reader = new MappedFileReader(mapping, { billingEndsOn });
  for await (const row of readRows(bytes, mapping, packing)) {
    const transaction = reader.read(row);
    if (transaction !== undefined) yield transaction;
  }
  return reader.end();
}

/** What a file would be read as. */
export interface MappedPreview {
  readonly header: readonly string[];
  readonly rowsRead: number;
  /** Whether that is all of the file. */
  readonly isWhole: boolean;
  readonly transactions: readonly MappedTransaction[];
  readonly faults: readonly Refusal[];
}

/**
 * Reads the beginning of a file: the first rows as they would be read, and all faults that are found
 * on the way, up to so many of each.
 */
export async function previewMappedFile(
  bytes: ReadableStream,
  {
    mapping,
    billingEndsOn,
    check,
    rowsMax,
    shownMax,
    faultsMax,
    ...packing
  }: MappedReading & {
    /** What else an import refuses of a transaction. */
    readonly check: (transaction: MappedTransaction, takeFault: TakeFault) => void;
    readonly rowsMax: number;
    readonly shownMax: number;
    readonly faultsMax: number;
  },
): Promise<MappedPreview> {
  const [transactions, faults]: [MappedTransaction[], Refusal[]] = [[], []];
  const takeFault: TakeFault = (fault) => faults.push(fault);
  const reader = new MappedFileReader(mapping, { billingEndsOn, takeFault });
  const isFull = () => reader.rowCount >= rowsMax || faults.length >= faultsMax;
  const result = (isWhole: boolean): MappedPreview => ({
    header: reader.header,
    rowsRead: reader.rowCount,
    isWhole,
    transactions,
    faults: faults.slice(0, faultsMax),
  });
  try {
    for await (const row of readRows(bytes, mapping, packing)) {
      if (isFull()) return result(false);
      const transaction = reader.read(row);
      if (transaction === undefined) continue;
      check(transaction, takeFault);
      if (transactions.length < shownMax) transactions.push(transaction);
    }
    if (faults.length === 0) reader.end();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    takeFault(error);
  }
  return result(true);
}

/** Records of the file from its header on; lines that are blank are none. */
async function* readRows(
  bytes: ReadableStream,
  { delimiter, encoding, headerRow }: FileMapping,
  packing: Packing,
): AsyncGenerator<FileRow> {
  const decoded = await decodeFile(unpackFile(bytes, packing), encoding);
  const isUtf8 = decoded.encoding === "utf-8";
  const parser = parse({
    bom: isUtf8,
    delimiter,
    encoding: isUtf8 ? "utf8" : "latin1",
    from_line: headerRow,
    info: true,
    max_record_size: rowLengthMax,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
    skip_records_with_empty_values: true,
  });
  const pieces = Readable.from(decoded.pieces);
  pipeline(pieces, parser, () => undefined);
  try {
    for await (const read of parser) {
      const { record, info }: { record: string[]; info: { lines: number } } = read;
      const cells = isUtf8 ? record : record.map(fromWindows);
      yield { cells, line: info.lines - countBreaks(record) };
    }
  } catch (error) {
    throw error instanceof CsvError ? malformed(error) : error;
  } finally {
    pieces.destroy();
  }
}

function countBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.split("\n").length - 1), 0);
}

/** Its message may quote the cell: what is wrong is said by the code alone. */
function malformed(error: CsvError): Refusal {
  const what = faultsOfRows[error.code] ?? "the row cannot be taken apart into cells.";
  return columnFault(what, { line: Math.max(1, Number(error["lines"] ?? 1)) });
}

const faultsOfRows: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is not closed.",
  CSV_MAX_RECORD_SIZE: `a row has at most ${rowLengthMax} characters.`,
};

/** What Windows has where Latin-1 has control characters (Node 20 decodes it as Latin-1). */
const windowsLetters = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function fromWindows(cell: string): string {
  return cell.replaceAll(/[\x80-\x9f]/g, (letter) => {
    return windowsLetters[letter.charCodeAt(0) - 0x80] ?? letter;
  });
}
