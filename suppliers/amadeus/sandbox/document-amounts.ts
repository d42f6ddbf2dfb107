import { getMinorUnits } from "../../../domain/currency";
import {
  add,
  allocate,
  formatAmount,
  type Money,
  parseMoney,
  subtract,
  sum,
} from "../../../domain/money";
import type { SpecFare } from "./pnr-spec";
import type { SandboxDocument, SandboxPnr } from "./state";

export interface DocumentAmounts {
  readonly fare: Money;
  readonly taxes: readonly { readonly code: string; readonly amount: Money }[];
  readonly taxTotal: Money;
  readonly total: Money;
  readonly penalty: Money;
}

/** What was paid for a document and what the airline keeps when it is given back. */
export function amountsOf(pnr: SandboxPnr, document: SandboxDocument): DocumentAmounts {
  const fare = document.fare ?? pnr.fares[document.fareReference - 1];
  if (fare === undefined) throw new Error(`${document.numbers[0] ?? ""} has no fare`);
  return amountsOfFare(pnr, fare);
}

export function amountsOfFare({ penalty = "0" }: SandboxPnr, fare: SpecFare): DocumentAmounts {
  const { currency } = fare.total;
  const taxes = fare.taxes.map(({ code, amount }) => ({
    code,
    amount: parseMoney({ amount, currency }),
  }));
  const base = parseMoney(fare.equivalent ?? fare.base);
  const taxTotal = sum(
    currency,
    taxes.map(({ amount }) => amount),
  );
  return {
    fare: base,
    taxes,
    taxTotal,
    total: add(base, taxTotal),
    penalty: parseMoney({ amount: penalty, currency }),
  };
}

/** What is given back of a document: fare and taxes of the coupons that were not flown. */
export function refundableOf(pnr: SandboxPnr, document: SandboxDocument): DocumentAmounts {
  const whole = amountsOf(pnr, document);
  const used = new Set(document.usedCoupons);
  const unused = (amount: Money): Money =>
    sum(
      amount.currency,
      allocate(
        amount,
        document.segments.map(() => 1n),
      ).filter((_, index) => !used.has(index + 1)),
    );
  const fare = unused(whole.fare);
  const taxes = whole.taxes
    .filter(({ code }) => pnr.nonRefundableTaxes?.includes(code) !== true)
    .map(({ code, amount }) => ({ code, amount: unused(amount) }));
  const taxTotal = sum(
    fare.currency,
    taxes.map(({ amount }) => amount),
  );
  return { fare, taxes, taxTotal, total: add(fare, taxTotal), penalty: whole.penalty };
}

/** To be paid for the new fare in place of what was paid: below zero it is a residual. */
export function balanceOf(paid: DocumentAmounts, asked: DocumentAmounts): Money {
  return add(subtract(asked.total, paid.total), asked.penalty);
}

/** Amadeus's refund messages: a whole number and how many of its digits are decimals. */
export function amountAttributes(amount: Money): string {
  const digits = formatAmount(amount).replace(".", "");
  return (
    `Amount="${BigInt(digits).toString()}" CurrencyCode="${amount.currency}"` +
    ` DecimalPlaces="${getMinorUnits(amount.currency)}"`
  );
}
