import { getMinorUnits } from "../currency";
import { parseFxRate } from "../fx/fx-rate";
import type { PostingLine } from "../journal/posting";
import type { Valuation } from "../journal/valuation";
import type { Money } from "../money";
import { convert, divideHalfAwayFromZero, formatRate, parseMoney } from "../money";
import { Refusal } from "../refusal";
import type { ImportColumn, ImportFinding, NamedRecord } from "./imported-rows";

/** A row of a file as a line of an entry; whom it concerns is named as people name them. */
export interface ImportedRow {
  readonly line: number;
  /** What makes one entry of several rows: a number or a name of the other program's. */
  readonly entry: string;
  readonly date: string;
  readonly description: string;
  readonly posting: Omit<PostingLine, "dimensions">;
  readonly codes: {
    readonly customer: string | undefined;
    readonly supplier: string | undefined;
    readonly branch: string | undefined;
  };
  readonly serviceDate: string | undefined;
  readonly productCode: string | undefined;
  readonly taxCode: string | undefined;
}

/** What opening balances do not say in each row. */
export interface OpeningEntry {
  readonly entry: string;
  readonly date: string;
  readonly description: string;
}

/** Reads a row's cells, or says of each bad one what is wrong with it. */
export function readRow(
  { line, cells }: NamedRecord,
  options: { readonly functionalCurrency: string; readonly opening?: OpeningEntry },
): { readonly row: ImportedRow } | { readonly findings: readonly ImportFinding[] } {
  const { opening } = options;
  const findings: ImportFinding[] = [];
  const attempt = <T>(column: ImportColumn, read: (text: string) => T): T | undefined => {
    try {
      return read(cells[column] ?? "");
    } catch (error) {
      if (!(error instanceof CellFault || error instanceof Refusal)) throw error;
      findings.push({ line, column, code: error.code, text: error.message });
      return undefined;
    }
  };
  const entry = opening?.entry ?? attempt("entry", readReference);
  const date = opening?.date ?? attempt("date", readDay);
  const description = opening?.description ?? attempt("description", textOf(1, 400));
  const account = attempt("account", textOf(1, 20));
  const amount = attempt(cells.debit ? "debit" : "credit", () => readAmount(cells));
  const carriedAt =
    amount && attempt("functional_amount", () => readValuation(amount, cells, options));
  const serviceDate = attempt("service_date", optional(readDay));
  const productCode = attempt("product", optional(textOf(1, 20)));
  const taxCode = attempt("tax_code", optional(textOf(1, 20)));
  if (findings.length > 0 || !entry || !date || !description || !account || !amount) {
    return { findings };
  }
  const posting = { account, side: cells.debit ? "debit" : "credit", amount } as const;
  return {
    row: {
      line,
      entry,
      date,
      description,
      posting: carriedAt === undefined ? posting : { ...posting, carriedAt },
      codes: {
        customer: cells.customer || undefined,
        supplier: cells.supplier || undefined,
        branch: cells.branch || undefined,
      },
      serviceDate,
      productCode,
      taxCode,
    },
  };
}

class CellFault extends Error {
  readonly code: "DATE_INVALID" | "TEXT_INVALID";

  constructor(code: CellFault["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** It becomes part of the posting key. */
function readReference(text: string): string {
  if (/^[\x21-\x7e]{1,80}$/.test(text)) return text;
  throw new CellFault(
    "TEXT_INVALID",
    "An entry has 1 to 80 printable ASCII characters, no blanks.",
  );
}

function textOf(lengthMin: number, lengthMax: number): (text: string) => string {
  return (text) => {
    const isReadable = !/[\p{Cc}\p{Cs}\uFFFD]/u.test(text);
    if (text.length >= lengthMin && text.length <= lengthMax && isReadable) return text;
    throw new CellFault(
      "TEXT_INVALID",
      `The text has ${lengthMin} to ${lengthMax} characters, none of them for control and none that was lost because the file is not in UTF-8.`,
    );
  };
}

function readDay(text: string): string {
  const isShaped = /^\d{4}-\d\d-\d\d$/.test(text);
  const day = isShaped ? new Date(`${text}T00:00:00Z`) : undefined;
  if (day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) {
    return text;
  }
  throw new CellFault("DATE_INVALID", `"${text}" is no day of the calendar, YYYY-MM-DD.`);
}

function optional<T>(read: (text: string) => T): (text: string) => T | undefined {
  return (text) => (text === "" ? undefined : read(text));
}

function readAmount({ debit = "", credit = "", currency = "" }: NamedRecord["cells"]): Money {
  if ((debit === "") === (credit === "")) {
    throw new Refusal("AMOUNT_INVALID", "A row has a debit or a credit, and not both.");
  }
  const amount = parseMoney({ amount: debit === "" ? credit : debit, currency });
  if (amount.minor > 0n) return amount;
  throw new Refusal("AMOUNT_INVALID", "A debit or credit is above zero.");
}

/** What the row is carried at; undefined where the day's rate decides. */
function readValuation(
  amount: Money,
  { functional_amount: carried = "", fx_rate: rate = "" }: NamedRecord["cells"],
  { functionalCurrency }: { readonly functionalCurrency: string },
): Valuation | undefined {
  if (carried === "" && rate === "") return undefined;
  const functional =
    carried === ""
      ? convert(amount, functionalCurrency, parseFxRate(rate))
      : parseMoney({ amount: carried, currency: functionalCurrency });
  return { functional, fxRate: rate === "" ? rateOf(amount, functional) : parseFxRate(rate) };
}

/** Units of functional currency for one unit of the amount's, rounded once. */
function rateOf(amount: Money, functional: Money): string {
  const one = 10n ** 8n;
  const rate = divideHalfAwayFromZero(
    functional.minor * one * unitsOf(amount.currency),
    amount.minor * unitsOf(functional.currency),
  );
  return parseFxRate(formatRate(rate));
}

/** Minor units in one unit. */
function unitsOf(currency: string): bigint {
  return 10n ** BigInt(getMinorUnits(currency));
}
