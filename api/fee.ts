import { percentageOf, toMoneyJson } from "../domain/money";
import type { MoneyJson } from "../domain/money";
import { Refusal } from "../domain/refusal";
import { toMoney } from "./schemas/common";

/** What we charge for an act on a booking, with its VAT; in the booking's currency. */
export function toFee(
  fee: { readonly amount: MoneyJson; readonly vat_percent: string },
  currency: string,
): { readonly amount: MoneyJson; readonly vat: MoneyJson } {
  const amount = toMoney(fee.amount);
  if (amount.currency !== currency) {
    throw new Refusal("CURRENCY_MISMATCH", `State the fee in ${currency}.`, {
      currency: amount.currency,
      expected: currency,
    });
  }
  const vat = percentageOf(amount, fee.vat_percent);
  return { amount: { ...toMoneyJson(amount) }, vat: { ...toMoneyJson(vat) } };
}
