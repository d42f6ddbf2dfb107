import { currencies } from "../../domain/currency";
import type { CurrencyRow } from "./reference-rows";

export function loadCurrencies(): CurrencyRow[] {
  return [...currencies.values()]
    .map((currency) => ({
      currency_code: currency.code,
      numeric_code: currency.numericCode,
      currency_name: currency.name,
      minor_units: currency.minorUnits,
      is_active: currency.isActive,
    }))
    .toSorted((a, b) => (a.currency_code < b.currency_code ? -1 : 1));
}
