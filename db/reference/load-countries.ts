import { alpha2ToNumeric, getAlpha2Codes, getName } from "i18n-iso-countries";

import type { CountryRow } from "./reference-rows";

export function loadCountries(): CountryRow[] {
  return Object.entries(getAlpha2Codes())
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, alpha3]) => toCountryRow(code, alpha3));
}

function toCountryRow(code: string, alpha3: string): CountryRow {
  const numericCode = alpha2ToNumeric(code);
  const name = getName(code, "en", { select: "official" });
  if (numericCode === undefined || name === undefined) {
    throw new Error(`i18n-iso-countries has no numeric code or no English name for ${code}`);
  }
  return {
    country_code: code,
    country_code_alpha3: alpha3,
    numeric_code: numericCode,
    country_name: name,
    is_active: true,
  };
}
