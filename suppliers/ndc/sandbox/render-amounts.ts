import { formatAmount, type Money, negate, subtract, zero } from "../../../domain/money";
import type { FareAmounts } from "../../sandbox/air-order";
import { element, group } from "../../xml/write-xml";

export function renderAmount(name: string, amount: Money): string {
  return element(name, formatAmount(amount), { CurCode: amount.currency });
}

/** `due` of a difference: what the traveller owes the airline, or the airline them. */
export function renderPrice(
  { base, taxes, taxTotal, total }: FareAmounts,
  { due, areTaxesNamed = true }: { readonly due?: Money; readonly areTaxesNamed?: boolean } = {},
): string {
  const named = taxes.map(({ code, amount }) =>
    group("Tax", renderAmount("Amount", amount), element("TaxCode", code)),
  );
  return group(
    "Price",
    renderAmount("BaseAmount", base),
    due === undefined ? "" : renderDue(due),
    group("TaxSummary", ...(areTaxesNamed ? named : []), renderAmount("TotalTaxAmount", taxTotal)),
    renderAmount("TotalAmount", total),
  );
}

function renderDue(due: Money): string {
  return due.minor < 0n
    ? renderAmount("DueByAirlineAmount", negate(due))
    : renderAmount("DueToAirlineAmount", due);
}

/** Part by part, each tax less the tax of its code. */
export function subtractAmounts(left: FareAmounts, right: FareAmounts): FareAmounts {
  const codes = new Set([...left.taxes, ...right.taxes].map(({ code }) => code));
  return {
    base: subtract(left.base, right.base),
    taxes: [...codes].map((code) => ({
      code,
      amount: subtract(taxOf(left, code), taxOf(right, code)),
    })),
    taxTotal: subtract(left.taxTotal, right.taxTotal),
    total: subtract(left.total, right.total),
  };
}

function taxOf({ taxes, base }: FareAmounts, code: string): Money {
  return taxes.find((tax) => tax.code === code)?.amount ?? zero(base.currency);
}
