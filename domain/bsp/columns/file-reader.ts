import { Refusal } from "../../refusal";
import type { ColumnMapping } from "./mapping";
import type { Places, TakeFault } from "./place-columns";
import { columnFault, isHeader, placeColumns, throwFault } from "./place-columns";
import type { MappedTransaction } from "./read-row";
import { readMappedRow } from "./read-row";

/** A record of a file with the line that it begins on. */
export interface FileRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Reads the rows under a header one by one, holding none: their width, their letters, each row's
 * figures, and that all of them are of one billing period. What is wrong is thrown at once, or told
 * to whoever takes faults up.
 */
export class MappedFileReader {
  readonly #mapping: ColumnMapping;
  readonly #stated: string | undefined;
  readonly #takeFault: TakeFault;
  #header: readonly string[] | undefined;
  #places: Places = new Map();
  /** Under a header that does not fit no row says anything. */
  #isPlaced = false;
  #billingEndsOn: string | undefined;
  rowCount = 0;

  constructor(
    mapping: ColumnMapping,
    {
      billingEndsOn,
      takeFault = throwFault,
    }: { readonly billingEndsOn?: string | undefined; readonly takeFault?: TakeFault } = {},
  ) {
    this.#mapping = mapping;
    this.#stated = billingEndsOn;
    this.#takeFault = takeFault;
  }

  /** As the file has it; none before the first row. */
  get header(): readonly string[] {
    return this.#header ?? [];
  }

  /** The transaction of a row; undefined of the header, and of a row that has faults. */
  read({ cells, line }: FileRow): MappedTransaction | undefined {
    let isSound = true;
    const takeFault: TakeFault = (fault) => {
      isSound = false;
      this.#takeFault(fault);
    };
    if (this.#header === undefined) {
      this.#header = cells;
      this.#assertLetters({ cells, line }, takeFault);
      this.#places = placeColumns(this.#mapping, cells, { line, takeFault });
      this.#isPlaced = isSound;
      return undefined;
    }
    this.rowCount += 1;
    if (!this.#isPlaced) return undefined;
    if (!this.#isRow({ cells, line }, takeFault)) return undefined;
    const transaction = readMappedRow(
      {
        mapping: this.#mapping,
        places: this.#places,
        billingEndsOn: this.#stated,
        takeFault,
      },
      { cells, line },
    );
    this.#assertPeriod(transaction, takeFault);
    return isSound ? transaction : undefined;
  }

  /** When the billing of all rows ends. Refuses a file without any. */
  end(): string {
    if (this.#billingEndsOn !== undefined) return this.#billingEndsOn;
    throw new Refusal("BSP_FILE_MALFORMED", "The file has no rows under its header.", { line: 1 });
  }

  #isRow({ cells, line }: FileRow, takeFault: TakeFault): boolean {
    const header = this.header;
    if (isHeader(cells, header)) {
      takeFault(columnFault("the header row stands here again.", { line }));
      return false;
    }
    const extra = cells.slice(header.length).some((cell) => cell.trim() !== "");
    if (cells.length < header.length || extra) {
      const what = `it has ${cells.length} cells, and the header ${header.length}.`;
      takeFault(columnFault(what, { line }));
      return false;
    }
    return this.#assertLetters({ cells, line }, takeFault);
  }

  /** U+FFFD is what a decoder makes of bytes that are no letters. */
  #assertLetters({ cells, line }: FileRow, takeFault: TakeFault): boolean {
    const index = cells.findIndex((cell) => cell.includes("\ufffd"));
    if (index === -1) return true;
    const column = this.header[index]?.trim() ?? "";
    const place = { line, column: column.includes("\ufffd") ? String(index + 1) : column };
    takeFault(columnFault("its bytes are not of the mapping's encoding.", place));
    return false;
  }

  #assertPeriod({ billingEndsOn, lines }: MappedTransaction, takeFault: TakeFault): void {
    if (billingEndsOn === "") return;
    this.#billingEndsOn ??= billingEndsOn;
    if (billingEndsOn === this.#billingEndsOn) return;
    const [stated, found] = [billingEndsOn, this.#billingEndsOn];
    const column = this.#places.get("billing_ends_on")?.name ?? "billing_ends_on";
    takeFault(
      new Refusal(
        "BSP_FILE_INCONSISTENT",
        `Line ${lines.first}, column "${column}": billing ends on ${stated}, and on ${found} above. A file is of one billing period.`,
        { line: lines.first, column, figure: "billing_ends_on", stated, found },
      ),
    );
  }
}
