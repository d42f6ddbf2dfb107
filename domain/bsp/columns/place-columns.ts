import { redactCardNumbers } from "../../card-number";
import { Refusal } from "../../refusal";
import type { ColumnMapping, MappedField, PlacedField } from "./mapping";
import { requiredFields } from "./mapping";

/** What takes a fault: it throws it, or keeps it and goes on to the next. */
export type TakeFault = (fault: Refusal) => void;

export const throwFault: TakeFault = (fault) => {
  throw fault;
};

/**
 * A column that does not fit its mapping, or a header that does not (`BSP_FILE_MALFORMED`). What is
 * said of a cell is kept and shown: it holds no card number.
 */
export function columnFault(
  what: string,
  { line, column }: { readonly line: number; readonly column?: string },
): Refusal {
  const where = column === undefined ? "" : `, column "${column}"`;
  const place = { line, ...(column !== undefined && { column }) };
  const text = redactCardNumbers(`Line ${line}${where}: ${what}`);
  return new Refusal("BSP_FILE_MALFORMED", text.slice(0, 500), place);
}

/** Where each field, and each tax with a column of its own, stands in the rows under a header. */
export type Places = ReadonlyMap<PlacedField, { readonly index: number; readonly name: string }>;

/**
 * Finds the mapped columns in a header row. Refuses one that is missing or stands twice, and a
 * mapping without what every transaction has.
 */
export function placeColumns(
  mapping: ColumnMapping,
  header: readonly string[],
  {
    line = 1,
    takeFault = throwFault,
  }: { readonly line?: number; readonly takeFault?: TakeFault } = {},
): Places {
  const missing = listMissing(mapping);
  if (missing.length > 0) {
    const what = `the mapping has neither a column nor a constant for ${missing.join(", ")}.`;
    takeFault(columnFault(what, { line }));
  }
  const names = header.map(normalise);
  const places = new Map<PlacedField, { readonly index: number; readonly name: string }>();
  for (const [field, name] of listMapped(mapping)) {
    const index = names.indexOf(normalise(name));
    if (index === -1) {
      takeFault(columnFault("the header row does not have it.", { line, column: name }));
    } else if (names.lastIndexOf(normalise(name)) !== index) {
      takeFault(columnFault("the header row has it twice.", { line, column: name }));
    } else {
      places.set(field, { index, name });
    }
  }
  return places;
}

/** What every transaction has and a mapping says nothing of. */
export function listMissing({
  columns,
  constants,
}: Pick<ColumnMapping, "columns" | "constants">): readonly MappedField[] {
  return requiredFields.filter(
    (field) => columns[field] === undefined && constants[field] === undefined,
  );
}

/** Whether a row is the header once more, as in files that were put together. */
export function isHeader(cells: readonly string[], header: readonly string[]): boolean {
  return (
    cells.length === header.length &&
    cells.every((cell, index) => normalise(cell) === normalise(header[index] ?? ""))
  );
}

function listMapped({ columns, taxColumns = {} }: ColumnMapping): [PlacedField, string][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- keys of the record's own type
  const ofFields = Object.entries(columns) as [MappedField, string][];
  const ofTaxes = Object.entries(taxColumns).map(([code, name]): [PlacedField, string] => [
    `tax:${code}`,
    name,
  ]);
  return [...ofFields, ...ofTaxes];
}

function normalise(name: string): string {
  return name.trim().replaceAll(/\s+/g, " ").toLowerCase();
}
