import type { Money } from "../../money";
import { parseMoney } from "../../money";
import { Refusal } from "../../refusal";
import type { BspAmount, BspTransaction } from "../bsp-transaction";
import { readDay } from "../read-day";
import type { ColumnMapping, MappedField } from "./mapping";
import { requiredFields } from "./mapping";

/** A column that does not fit its mapping, or a header that does not (`BSP_FILE_MALFORMED`). */
function fault(what: string, place: { readonly line: number; readonly column?: string }): Refusal {
  const where = place.column === undefined ? "" : `, column "${place.column}"`;
  return new Refusal("BSP_FILE_MALFORMED", `Line ${place.line}${where}: ${what}`, { ...place });
}

/** Where each field stands in the rows under a header. */
export type Places = ReadonlyMap<MappedField, { readonly index: number; readonly name: string }>;

/**
 * Finds the mapped columns in a header row. Refuses one that is missing or stands twice, and a
 * mapping without what every transaction has.
 */
export function placeColumns(mapping: ColumnMapping, header: readonly string[]): Places {
  const names = header.map(normalise);
  const missing = requiredFields.filter(
    (field) => mapping.columns[field] === undefined && mapping.constants[field] === undefined,
  );
  if (missing.length > 0) {
    throw fault(`the mapping has neither a column nor a constant for ${missing.join(", ")}.`, {
      line: 1,
    });
  }
  return new Map(
    listMapped(mapping).map(([field, name]) => {
      const index = names.indexOf(normalise(name));
      if (index === -1) throw fault("the header row does not have it.", { line: 1, column: name });
      if (names.lastIndexOf(normalise(name)) !== index) {
        throw fault("the header row has it twice.", { line: 1, column: name });
      }
      return [field, { index, name }];
    }),
  );
}

function listMapped({ columns }: ColumnMapping): [MappedField, string][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- keys of the record's own type
  return Object.entries(columns) as [MappedField, string][];
}

function normalise(name: string): string {
  return name.trim().replaceAll(/\s+/g, " ").toLowerCase();
}

/**
 * A row of a source in the terms that our books are matched by. Refuses, by line and column, what
 * is no amount, no day, no currency or no document, and amounts that do not add up to the gross
 * (`BSP_FILE_INCONSISTENT`).
 */
export function readMappedRow(
  mapping: ColumnMapping,
  places: Places,
  { cells, line }: { readonly cells: readonly string[]; readonly line: number },
): BspTransaction {
  const row = new Row(mapping, places, cells, line);
  const fare = row.amount("fare");
  const taxes = [named("TAX", row.amount("taxes")), named("CP", row.amount("penalty"))].flat();
  const gross = row.amount("gross");
  const found = taxes.reduce((sum, { amount }) => sum + amount, fare.minor);
  if (found !== gross.minor) {
    throw new Refusal(
      "BSP_FILE_INCONSISTENT",
      `Line ${line}: the gross is stated as ${gross.minor} and comes to ${found}.`,
      { line, figure: "gross", stated: gross.minor.toString(), found: found.toString() },
    );
  }
  const commission = row.amount("commission").minor;
  const taxOnCommission = named("TAX", row.amount("taxOnCommission"));
  const kind = row.text("formOfPayment") || "CA";
  const onCommission = taxOnCommission.reduce((sum, { amount }) => sum + amount, 0n);
  const cash = kind === "CA" ? gross.minor : 0n;
  return {
    lines: { first: line, last: line },
    code: row.code(),
    airline: row.text("airline"),
    agent: row.text("agent"),
    issuedOn: row.day("issuedOn"),
    remittanceEndsOn: row.has("remittanceEndsOn") ? row.day("remittanceEndsOn") : "",
    currency: gross.currency,
    documents: [{ number: row.document("documentNumber"), couponUse: row.text("couponUse") }],
    fare: fare.minor,
    taxes,
    gross: gross.minor,
    commission,
    commissionRate: row.rate(),
    commissionType: "",
    taxOnCommission,
    payments: [{ kind, amount: gross.minor, account: "", approvalCode: "" }],
    remittance: row.has("remittance")
      ? row.amount("remittance").minor
      : cash + commission + onCommission,
    related: row.has("relatedDocument")
      ? [{ number: row.document("relatedDocument"), coupons: [], memoReason: "", waiver: "" }]
      : [],
    exchanged: [],
    passengerName: row.text("passengerName"),
    reservation: row.text("reservation"),
    tourCode: "",
  };
}

function named(code: string, { minor }: Money): BspAmount[] {
  return minor === 0n ? [] : [{ code, amount: minor }];
}

class Row {
  readonly #mapping: ColumnMapping;
  readonly #places: Places;
  readonly #cells: readonly string[];
  readonly #line: number;

  constructor(mapping: ColumnMapping, places: Places, cells: readonly string[], line: number) {
    this.#mapping = mapping;
    this.#places = places;
    this.#cells = cells;
    this.#line = line;
  }

  text(field: MappedField): string {
    const place = this.#places.get(field);
    if (place === undefined) return this.#mapping.constants[field] ?? "";
    return (this.#cells[place.index] ?? "").trim();
  }

  has(field: MappedField): boolean {
    return this.text(field) !== "";
  }

  code(): string {
    const text = this.text("code");
    if (text === "") throw this.#fault("code", "a row has a code.");
    return this.#mapping.codes[text] ?? text;
  }

  /** Zero where it is blank. */
  amount(field: MappedField): Money {
    const text = this.text(field);
    const { decimalMark, owing } = this.#mapping;
    const grouped = decimalMark === "." ? /,(?=\d{3})/g : /\.(?=\d{3})/g;
    const amount = text.replaceAll(grouped, "").replace(decimalMark, ".");
    try {
      const { currency, minor } = parseMoney({
        amount: amount === "" ? "0" : amount,
        currency: this.text("currency"),
      });
      return { currency, minor: owing === "agent" ? minor : -minor };
    } catch (error) {
      if (error instanceof Refusal) throw this.#fault(field, error.message);
      throw error;
    }
  }

  day(field: MappedField): string {
    const text = this.text(field);
    const day = readDay(text, this.#mapping.dayFormat);
    if (day !== undefined) return day;
    throw this.#fault(field, `a day as ${this.#mapping.dayFormat}, not "${text}".`);
  }

  /** 13 digits, whatever stands between them; a check digit after them is left out. */
  document(field: MappedField): string {
    const digits = this.text(field).replaceAll(/[\s-]/g, "");
    if (/^\d{13,14}$/.test(digits)) return digits.slice(0, 13);
    throw this.#fault(field, `a document has 13 digits, not "${this.text(field)}".`);
  }

  /** A percentage as hundredths of a percent. */
  rate(): number {
    const text = this.text("commissionRate").replace(this.#mapping.decimalMark, ".");
    if (text === "") return 0;
    const [, whole = "", fraction = ""] = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
    if (whole === "") throw this.#fault("commissionRate", `a percentage, not "${text}".`);
    return Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
  }

  #fault(field: MappedField, what: string): Refusal {
    return fault(what, { line: this.#line, column: this.#places.get(field)?.name ?? field });
  }
}
