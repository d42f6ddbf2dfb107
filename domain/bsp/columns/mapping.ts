/** What a column may say, in our terms: as the API names them, and as a mapping is kept. */
export const mappedFields = [
  "code",
  "airline",
  "agent",
  "issued_on",
  "billing_ends_on",
  "remittance_ends_on",
  "currency",
  "document_number",
  "fare",
  "taxes",
  "penalty",
  "gross",
  "commission",
  "commission_rate",
  "tax_on_commission",
  "form_of_payment",
  "remittance",
  "related_document",
  "passenger_name",
  "reservation",
] as const;
export type MappedField = (typeof mappedFields)[number];
/** A cell of a row: one of our fields, or a tax by its code. */
export type PlacedField = MappedField | `tax:${string}`;

/** Without these a row says nothing that could be matched. */
export const requiredFields: readonly MappedField[] = [
  "code",
  "airline",
  "agent",
  "issued_on",
  "currency",
  "document_number",
  "fare",
  "gross",
];

/** How days are written, by their parts: `D` may be one digit or two. */
export const dayFormats = ["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "YYMMDD", "DDMMMYY"] as const;
export type DayFormat = (typeof dayFormats)[number];

/** As written by people, or digits alone whose last are the decimals of the currency. */
export const amountFormats = ["decimal", "minor_units"] as const;
export const decimalMarks = [".", ","] as const;
/** Whose view the signs are: of amounts that are positive, who owes them. */
export const owingParties = ["agent", "airline"] as const;
export const delimiters = [",", ";", "\t", "|"] as const;
/** Latin-1 is a part of the second. */
export const fileEncodings = ["utf-8", "windows-1252"] as const;
/** Where rows come from whose layout is not public. */
export const columnSources = ["agtdata", "bsplink", "arc", "other"] as const;
export type ColumnSource = (typeof columnSources)[number];

/**
 * How the rows of a source are read whose layout is its own: AGTDATA, downloads of BSPlink, ARC.
 * Kept for each source; nothing of it is guessed.
 */
export interface ColumnMapping {
  /** By our field the name of the column in the header row, without regard to case and blanks. */
  readonly columns: Readonly<Partial<Record<MappedField, string>>>;
  /** By the code of a tax the name of its column; none of a mapping that was kept before there were any. */
  readonly taxColumns?: Readonly<Record<string, string>>;
  /** For fields that the source leaves out because they are the same on every row. */
  readonly constants: Readonly<Partial<Record<MappedField, string>>>;
  readonly dayFormat: DayFormat;
  readonly amountFormat: (typeof amountFormats)[number];
  readonly decimalMark: (typeof decimalMarks)[number];
  readonly owing: (typeof owingParties)[number];
  /** The source's codes of transactions by ours: `{"TKT": "TKTT"}`; without one a code is ours. */
  readonly codes: Readonly<Record<string, string>>;
  /** The same of forms of payment: `{"CASH": "CA"}`. */
  readonly formsOfPayment: Readonly<Record<string, string>>;
}

/** How the file around the rows is read, and what is the same of all files of a source. */
export interface FileMapping extends ColumnMapping {
  readonly delimiter: (typeof delimiters)[number];
  readonly encoding: (typeof fileEncodings)[number];
  /** The line of the header row, from 1: what stands before it is passed over. */
  readonly headerRow: number;
  /** ISO 3166: of which market its files are, since none of them says. */
  readonly market: string;
  /** Whether a file has all of its billing period, so that a ticket that it lacks is one that is missing. */
  readonly isFinal: boolean;
}
