import { getMinorUnits } from "../../currency";
import type { Money } from "../../money";
import { parseMoney } from "../../money";
import { Refusal } from "../../refusal";
import { formsOfPayment } from "../forms-of-payment";
import { readDay } from "../read-day";
import type { ColumnMapping, MappedField, PlacedField } from "./mapping";
import type { Places, TakeFault } from "./place-columns";
import { columnFault } from "./place-columns";

/** Thousands in threes, or as in South Asia: `1,234,567.00`, `12,34,567.00`. */
const grouped = {
  ".": /^(?<sign>-?)(?<whole>\d{1,3}(?:,\d{2,3})*,\d{3})(?<rest>\.\d+)?$/,
  ",": /^(?<sign>-?)(?<whole>\d{1,3}(?:\.\d{2,3})*\.\d{3})(?<rest>,\d+)?$/,
} as const;

/** A card with its company and digits, as in HOT: `CCVI4111…`. */
const cardPattern = /^(MSCC|CC)[A-Z]{2}[\dX* ]*$/;

/** Years of tickets: another one is a day that was misread. */
const years = { first: "1990", last: "2099" };

function isTax(field: PlacedField): field is `tax:${string}` {
  return field.startsWith("tax:");
}

/** The cells of one row by our fields; what a cell should not be is told by line and column. */
export class RowCells {
  readonly #mapping: ColumnMapping;
  readonly #places: Places;
  readonly #cells: readonly string[];
  readonly #line: number;
  readonly #takeFault: TakeFault;
  /** Whether nothing was wrong so far. */
  isSound = true;

  constructor(
    { mapping, places }: { readonly mapping: ColumnMapping; readonly places: Places },
    { cells, line }: { readonly cells: readonly string[]; readonly line: number },
    takeFault: TakeFault,
  ) {
    this.#mapping = mapping;
    this.#places = places;
    this.#cells = cells;
    this.#line = line;
    this.#takeFault = takeFault;
  }

  text(field: PlacedField): string {
    const place = this.#places.get(field);
    if (place === undefined) return isTax(field) ? "" : (this.#mapping.constants[field] ?? "");
    return (this.#cells[place.index] ?? "").trim();
  }

  /** Those that have a column of their own, by code. */
  taxes(currency: string): { readonly code: string; readonly amount: bigint }[] {
    return Object.keys(this.#mapping.taxColumns ?? {}).map((code) => ({
      code,
      amount: this.amount(`tax:${code}`, currency).minor,
    }));
  }

  has(field: MappedField): boolean {
    return this.text(field) !== "";
  }

  /** How a field's column is called, or the field where it is none. */
  nameOf(field: PlacedField): string {
    return this.#places.get(field)?.name ?? field;
  }

  code(): string {
    const text = this.text("code");
    const code = this.#mapping.codes[text] ?? text;
    if (/^[A-Z]{4}$/.test(code)) return code;
    this.fault(
      "code",
      `a code of four letters (TKTT, RFND, …) or one of the mapping, not "${text}".`,
    );
    return "";
  }

  /** So many digits. */
  digits(field: MappedField, length: number): string {
    const text = this.text(field);
    if (/^\d+$/.test(text) && text.length === length) return text;
    this.fault(field, `${length} digits, not "${text}".`);
    return "";
  }

  /** Undefined where it is none: no amount of the row can then be read. */
  currency(): string | undefined {
    const text = this.text("currency");
    try {
      getMinorUnits(text);
      return text;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.fault("currency", `no currency (ISO 4217) is "${text}".`);
      return undefined;
    }
  }

  /** Zero where it is blank. */
  amount(field: PlacedField, currency: string): Money {
    const text = this.text(field);
    const { owing } = this.#mapping;
    try {
      const { minor } = this.#parse(text === "" ? "0" : text, currency);
      return { currency, minor: owing === "agent" ? minor : -minor };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.fault(field, error.message);
      return { currency, minor: 0n };
    }
  }

  #parse(text: string, currency: string): Money {
    const { amountFormat, decimalMark } = this.#mapping;
    if (amountFormat === "minor_units") {
      if (/^-?\d{1,15}$/.test(text)) return { currency, minor: BigInt(text) };
      throw new Refusal("AMOUNT_INVALID", `"${text}" is no number of minor units.`);
    }
    const groups = grouped[decimalMark].exec(text)?.groups;
    const plain = groups
      ? `${groups["sign"] ?? ""}${groups["whole"]?.replaceAll(/\D/g, "") ?? ""}${groups["rest"] ?? ""}`
      : text;
    if (decimalMark === "," && plain.includes(".")) {
      throw new Refusal("AMOUNT_INVALID", `"${text}" is not an amount with a decimal comma.`);
    }
    return parseMoney({ amount: plain.replace(decimalMark, "."), currency });
  }

  day(field: MappedField): string {
    const text = this.text(field);
    const { dayFormat } = this.#mapping;
    const day = readDay(text, dayFormat);
    if (day !== undefined && years.first <= day.slice(0, 4) && day.slice(0, 4) <= years.last) {
      return day;
    }
    this.fault(field, `a day as ${dayFormat}, not "${text}".`);
    return "";
  }

  /** 13 digits, whatever stands between them; a check digit after them is left out. */
  document(field: MappedField): string {
    const digits = this.text(field).replaceAll(/[\s-]/g, "");
    if (/^\d{13,14}$/.test(digits)) return digits.slice(0, 13);
    this.fault(field, `a document has 13 digits, not "${this.text(field)}".`);
    return "";
  }

  /** A percentage as hundredths of a percent. */
  rate(): number {
    const text = this.text("commission_rate").replace(this.#mapping.decimalMark, ".");
    if (text === "") return 0;
    const [, whole = "", fraction = ""] = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
    if (whole === "") this.fault("commission_rate", `a percentage, not "${text}".`);
    return Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
  }

  /** Cash where no cell says otherwise. Of a card nothing is taken but that it was one. */
  formOfPayment(): string {
    const text = this.text("form_of_payment");
    const { formsOfPayment: byTheirs } = this.#mapping;
    const kind = byTheirs[text] ?? cardPattern.exec(text)?.[1] ?? (text || "CA");
    if (formsOfPayment.some((known) => known === kind)) return kind;
    this.fault(
      "form_of_payment",
      `a form of payment (CA, CC, …) or one of the mapping, not "${text}".`,
    );
    return "";
  }

  fault(field: PlacedField, what: string): void {
    this.isSound = false;
    this.#takeFault(columnFault(what, { line: this.#line, column: this.nameOf(field) }));
  }
}
