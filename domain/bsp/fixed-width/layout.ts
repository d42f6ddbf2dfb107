import { invariant } from "../../invariant";

/** The records of a format as data: another revision is another table. */
export interface LayoutSource {
  /** As the format names it. */
  readonly revision: string;
  /** Characters of every line. */
  readonly length: number;
  /** By record: its elements, each `NAME start length kind`, with `?` where it may be blank. */
  readonly records: Readonly<Record<string, string>>;
}

/**
 * A: letters. AN: text. N: digits, zero-filled. S: an amount in digits, of which the last carries the
 * sign. U: an amount in digits alone.
 */
export type ElementKind = "A" | "AN" | "N" | "S" | "U";

export interface Element {
  readonly name: string;
  /** Of the record's text, from 0. */
  readonly start: number;
  readonly end: number;
  readonly kind: ElementKind;
  readonly mayBeBlank: boolean;
}

export interface RecordLayout {
  /** `BKS24`, whichever columns it stands in. */
  readonly code: string;
  readonly elements: readonly Element[];
  /** An element that is repeated has all its places, in order. */
  readonly places: ReadonlyMap<string, readonly Element[]>;
}

export interface Layout {
  readonly revision: string;
  readonly length: number;
  readonly records: ReadonlyMap<string, RecordLayout>;
}

const elementSource =
  /^(?<name>[A-Z]{4}) (?<start>\d+) (?<length>\d+) (?<kind>A|AN|N|S|U)(?<blank>\?)?$/;

export function compileLayout({ revision, length, records }: LayoutSource): Layout {
  const compiled = Object.entries(records).map(([code, text]) => {
    const sources = text === "" ? [] : text.split(", ");
    const elements = sources.map((element) => compileElement(code, element));
    const places = new Map(
      elements.map(({ name }) => [name, elements.filter((other) => other.name === name)]),
    );
    return [code, { code, elements, places }] as const;
  });
  return { revision, length, records: new Map(compiled) };
}

function compileElement(code: string, text: string): Element {
  const groups = elementSource.exec(text)?.groups;
  invariant(groups !== undefined, `${code} has elements as described, not "${text}"`);
  const { name = "", start, length, kind, blank } = groups;
  const from = Number(start) - 1;
  return {
    name,
    start: from,
    end: from + Number(length),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one of those in the pattern
    kind: kind as ElementKind,
    mayBeBlank: blank !== undefined,
  };
}
