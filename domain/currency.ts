import { data } from "currency-codes";

import { Refusal } from "./refusal";

export interface Currency {
  readonly code: string;
  readonly numericCode: string;
  readonly name: string;
  /** None for metals, fund units and test codes: they are never booked. */
  readonly minorUnits: number | null;
  readonly isActive: boolean;
}

/** ISO gives these "N.A." minor units; the package reports 0, which would make them bookable. */
const withoutMinorUnits: ReadonlySet<string> = new Set(
  "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split(" "),
);

/** ISO 4217 amendments 176 and 179, later than the list in the package (2024-06-25). */
const introducedLater: readonly Currency[] = [
  currency("XAD", "396", "Arab Accounting Dinar", 2, true),
  currency("XCG", "532", "Caribbean Guilder", 2, true),
];

/** No longer legal tender, kept because old documents and ledgers still name them. */
const withdrawn: readonly Currency[] = [
  currency("ANG", "532", "Netherlands Antillean Guilder", 2, false),
  currency("BGN", "975", "Bulgarian Lev", 2, false),
  currency("BYR", "974", "Belarusian Ruble", 0, false),
  currency("CUC", "931", "Peso Convertible", 2, false),
  currency("EEK", "233", "Kroon", 2, false),
  currency("HRK", "191", "Kuna", 2, false),
  currency("LTL", "440", "Lithuanian Litas", 2, false),
  currency("LVL", "428", "Latvian Lats", 2, false),
  currency("MRO", "478", "Ouguiya", 2, false),
  currency("SLL", "694", "Leone", 2, false),
  currency("STD", "678", "Dobra", 2, false),
  currency("VEF", "937", "Bolívar", 2, false),
  currency("ZMK", "894", "Zambian Kwacha", 2, false),
  currency("ZWL", "932", "Zimbabwe Dollar", 2, false),
];

/** ISO 4217 by code: the package's list with the amendments it does not know yet. */
export const currencies: ReadonlyMap<string, Currency> = new Map(
  [
    ...data.map(({ code, number, currency: name, digits }) =>
      currency(code, number, name.trim(), withoutMinorUnits.has(code) ? null : digits, true),
    ),
    ...introducedLater,
    ...withdrawn,
  ].map((item) => [item.code, item]),
);

/** Journal amounts are DECIMAL(18,3): a currency with four decimals (CLF, UYW) does not fit. */
const minorUnitsMax = 3;

/** Decimals of a currency that can be booked: 0 for JPY, 2 for BDT, 3 for BHD. */
export function getMinorUnits(code: string): number {
  const minorUnits = currencies.get(code)?.minorUnits ?? undefined;
  if (minorUnits === undefined || minorUnits > minorUnitsMax) {
    throw new Refusal(
      "CURRENCY_UNKNOWN",
      `${code} is not an ISO 4217 currency that can be booked: a code with at most ${minorUnitsMax} decimals.`,
      { currency: code },
    );
  }
  return minorUnits;
}

function currency(
  code: string,
  numericCode: string,
  name: string,
  minorUnits: number | null,
  isActive: boolean,
): Currency {
  return { code, numericCode, name, minorUnits, isActive };
}
