import { invariant } from "../../invariant";
import { malformed } from "./faults";
import type { Element, Layout, RecordLayout } from "./layout";
import { isDigits, readOverpunched } from "./overpunch";

/** What a record says: texts without the blanks that fill them, numbers with their zeros. */
export type RecordValues = Readonly<Record<string, readonly (string | bigint)[]>>;

/** One line of a file of fixed columns, whose elements have been looked at and are read when they are asked for. */
export class FixedRecord {
  readonly layout: RecordLayout;
  readonly text: string;
  /** From 1. */
  readonly line: number;

  constructor(layout: RecordLayout, text: string, line: number) {
    this.layout = layout;
    this.text = text;
    this.line = line;
  }

  get code(): string {
    return this.layout.code;
  }

  /** A text, or a number with its zeros; "" where it is blank. */
  string(name: string, occurrence = 0): string {
    const { start, end } = this.#place(name, occurrence);
    return this.text.slice(start, end).trimEnd();
  }

  /** A number; undefined where it is blank. */
  number(name: string, occurrence = 0): number | undefined {
    const digits = this.string(name, occurrence);
    return digits === "" ? undefined : Number(digits);
  }

  /** An amount in the units of the record's currency; zero where it is blank. */
  amount(name: string, occurrence = 0): bigint {
    const { start, end } = this.#place(name, occurrence);
    const text = this.text.slice(start, end);
    return isBlank(text) ? 0n : toAmount(text);
  }

  /** How often the element stands in the record. */
  countOf(name: string): number {
    return this.layout.places.get(name)?.length ?? 0;
  }

  values(): RecordValues {
    const values = [...this.layout.places].map(([name, places]) => [
      name,
      places.map(({ kind }, occurrence) =>
        kind === "S" || kind === "U"
          ? this.amount(name, occurrence)
          : this.string(name, occurrence),
      ),
    ]);
    return Object.fromEntries(values);
  }

  #place(name: string, occurrence: number): Element {
    const place = this.layout.places.get(name)?.[occurrence];
    invariant(place !== undefined, `${this.code} has ${name}`);
    return place;
  }
}

const notPrintable = /[^ -~]/;

/**
 * Looks at a line: whether its layout has such a record, and its numbers and amounts. Texts are
 * taken as they stand. Refuses with line, column and element (`BSP_FILE_MALFORMED`).
 */
export function readRecord(
  layout: Layout,
  code: string,
  { text, line }: { readonly text: string; readonly line: number },
): FixedRecord {
  const record = layout.records.get(code);
  if (record === undefined) {
    throw malformed(`there is no record ${code} in revision ${layout.revision}.`, {
      line,
      column: 1,
    });
  }
  for (const element of record.elements) assertElement(text, element, { line, record: code });
  return new FixedRecord(record, text, line);
}

/** Length and characters of a line, of whichever revision it is. */
export function assertLine(text: string, length: number, line: number): void {
  if (text.length !== length) {
    throw malformed(`a record has ${length} characters, this one ${text.length}.`, { line });
  }
  const found = notPrintable.exec(text);
  if (found === null) return;
  const code = found[0].charCodeAt(0).toString(16).padStart(2, "0");
  throw malformed(`a character that is not printable ASCII (byte ${code}).`, {
    line,
    column: found.index + 1,
  });
}

function assertElement(
  text: string,
  { name, start, end, kind, mayBeBlank }: Element,
  at: { readonly line: number; readonly record: string },
): void {
  if (kind === "A" || kind === "AN") return;
  if (readsAs(kind, text, start, end)) return;
  const value = text.slice(start, end);
  if (mayBeBlank && isBlank(value)) return;
  throw malformed(`${shouldBe[kind]}, not "${value}".`, {
    ...at,
    column: start + 1,
    element: name,
  });
}

const shouldBe = {
  N: "a number has digits alone",
  S: "an amount has digits and a signed one",
  U: "an amount has digits alone",
} as const;

function readsAs(kind: keyof typeof shouldBe, text: string, start: number, end: number): boolean {
  return kind === "S"
    ? isDigits(text, start, end - 1) && isSignedDigit(text.charCodeAt(end - 1))
    : isDigits(text, start, end);
}

/** 0 to 9, A to R, `{` and `}`. */
function isSignedDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 82) || code === 123 || code === 125;
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}

function toAmount(text: string): bigint {
  const amount = readOverpunched(text);
  invariant(amount !== undefined, "an amount is looked at before it is read");
  return amount;
}
