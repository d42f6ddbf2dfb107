import type { Money } from "./money";
import { percentageOf, subtract, sum } from "./money";
import { Refusal } from "./refusal";

/** A tax, fee or charge by its 2-character code; YQ and YR are the carrier's own surcharges. */
export interface Tax {
  readonly code: string;
  readonly amount: Money;
}

/** What the airline pays the agency: a percentage of the fare, or an amount. The amount wins. */
export type CommissionTerms =
  | { readonly kind: "percent"; readonly percent: string }
  | { readonly kind: "amount"; readonly amount: Money };

/** A card is a type, a brand and four digits, nothing more: no number and no expiry gets in. */
export type FormOfPayment =
  | { readonly kind: "cash" }
  | { readonly kind: "card"; readonly brand: string; readonly lastFour: string };

/** The price of one document: base fare and taxes in one selling currency. */
export interface Fare {
  readonly base: Money;
  readonly taxes: readonly Tax[];
  readonly total: Money;
}

export function sumTaxes(fare: Fare): Money {
  return sum(
    fare.base.currency,
    fare.taxes.map(({ amount }) => amount),
  );
}

/** Refuses a fare whose parts do not add up to its total (`FARE_UNBALANCED`) or are negative. */
export function assertFareAddsUp(fare: Fare): void {
  const parts = [fare.base, ...fare.taxes.map(({ amount }) => amount)];
  if (parts.some(({ minor }) => minor < 0n)) {
    throw new Refusal("AMOUNT_INVALID", "A fare and its taxes are never negative.");
  }
  const difference = subtract(fare.total, sum(fare.total.currency, parts));
  if (difference.minor !== 0n) {
    throw new Refusal(
      "FARE_UNBALANCED",
      "The base fare and the taxes do not add up to the total of the fare.",
      { differenceMinor: difference.minor.toString(), currency: fare.total.currency },
    );
  }
}

/** Commission in minor units of the fare's currency, rounded once (accounting.md 1). */
export function commissionOf(base: Money, terms: CommissionTerms | undefined): Money {
  if (terms === undefined) return { currency: base.currency, minor: 0n };
  if (terms.kind === "percent") return percentageOf(base, terms.percent);
  if (terms.amount.currency !== base.currency) {
    throw new Refusal("CURRENCY_MISMATCH", "A commission is in the currency of its fare.", {
      left: terms.amount.currency,
      right: base.currency,
    });
  }
  if (terms.amount.minor < 0n) {
    throw new Refusal("AMOUNT_INVALID", "A commission is never negative.");
  }
  return terms.amount;
}
