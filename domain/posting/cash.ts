import { accounts } from "../journal/accounts";
import type { Dimensions, PostingLine } from "../journal/posting";
import { debit } from "../journal/posting";
import type { Money } from "../money";
import { Refusal } from "../refusal";

/** Where money is: the drawer, the bank, or the payment gateway that owes it to us. */
export const cashAccounts = {
  cash: accounts.cash,
  bank: accounts.bank,
  gateway: accounts.gatewayClearing,
} as const;
export type CashChannel = keyof typeof cashAccounts;

/** What a bank or gateway charges us for a payment. */
export interface Charge {
  readonly amount: Money;
  readonly vat: Money;
}

export function chargeLines(charge: Charge | undefined, dimensions: Dimensions): PostingLine[] {
  if (charge === undefined) return [];
  return [
    debit(accounts.gatewayAndBankCharges, charge.amount, dimensions),
    debit(accounts.inputVat, charge.vat, dimensions),
  ];
}

export function costOf(charge: Charge | undefined): bigint {
  return charge === undefined ? 0n : charge.amount.minor + charge.vat.minor;
}

/** Refuses (`AMOUNT_INVALID`) a part of a payment below zero, and (`CURRENCY_MISMATCH`) in another currency. */
export function assertParts(currency: string, parts: readonly (Money | undefined)[]): void {
  for (const part of parts) {
    if (part === undefined) continue;
    if (part.currency !== currency) {
      throw new Refusal("CURRENCY_MISMATCH", "The parts of a payment are in its currency.", {
        left: currency,
        right: part.currency,
      });
    }
    if (part.minor < 0n) {
      throw new Refusal("AMOUNT_INVALID", "The parts of a payment are never negative.");
    }
  }
}

/** Refuses (`OVER_APPLIED`) to use up more than there is. */
export function assertNotOverApplied(rest: Money): void {
  if (rest.minor < 0n) {
    throw new Refusal("OVER_APPLIED", "No more can be applied than the payment amounts to.", {
      excessMinor: (-rest.minor).toString(),
      currency: rest.currency,
    });
  }
}
