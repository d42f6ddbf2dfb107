/** What a column may say, in our terms. */
export const mappedFields = [
  "code",
  "airline",
  "agent",
  "issuedOn",
  "remittanceEndsOn",
  "currency",
  "documentNumber",
  "couponUse",
  "fare",
  "taxes",
  "penalty",
  "gross",
  "commission",
  "commissionRate",
  "taxOnCommission",
  "formOfPayment",
  "remittance",
  "relatedDocument",
  "passengerName",
  "reservation",
] as const;
export type MappedField = (typeof mappedFields)[number];

/** Without these a row says nothing that could be matched. */
export const requiredFields: readonly MappedField[] = [
  "code",
  "airline",
  "agent",
  "issuedOn",
  "currency",
  "documentNumber",
  "fare",
  "gross",
];

/** How days are written, by their parts: `D` may be one digit or two. */
export const dayFormats = ["YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "YYMMDD", "DDMMMYY"] as const;
export type DayFormat = (typeof dayFormats)[number];

/**
 * How the rows of a source are read whose layout is its own: AGTDATA, downloads of BSPlink, ARC.
 * Kept for each source; nothing of it is guessed.
 */
export interface ColumnMapping {
  /** By our field the name of the column in the header row, without regard to case and blanks. */
  readonly columns: Readonly<Partial<Record<MappedField, string>>>;
  /** For fields that the source leaves out because they are the same on every row. */
  readonly constants: Readonly<Partial<Record<MappedField, string>>>;
  readonly dayFormat: DayFormat;
  readonly decimalMark: "." | ",";
  /** Whose view the signs are: of amounts that are positive, who owes them. */
  readonly owing: "agent" | "airline";
  /** The source's codes of transactions by ours: `{"TKT": "TKTT"}`; without one a code is ours. */
  readonly codes: Readonly<Record<string, string>>;
}
