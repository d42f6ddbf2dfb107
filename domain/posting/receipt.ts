import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { credit, debit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { add, money, subtract, sum } from "../money";
import type { CashChannel, Charge } from "./cash";
import { assertNotOverApplied, assertParts, cashAccounts, chargeLines, costOf } from "./cash";
import type { ItemSettlement, OpenItem } from "./open-item";
import { settleItems } from "./open-item";

/** Money from a customer; the parts in its currency, none negative. */
export interface ReceiptEvent {
  readonly customerId: number;
  readonly branchId?: number;
  readonly channel: CashChannel;
  /** What the customer paid, before what the gateway keeps. */
  readonly received: Money;
  /** What the gateway or bank kept of it. */
  readonly charge?: Charge;
  /** Tax that the customer withheld and pays to the authority for us. */
  readonly withheld?: Money;
  readonly applications: readonly ItemSettlement[];
}

export interface ReceiptPosting {
  readonly lines: readonly PostingLine[];
  /** What settles nothing yet, in 2021. */
  readonly advance: Money;
}

/**
 * Books a receipt (accounting.md 5.8): money and tax withheld settle the customer's open items at
 * their carried amounts, what is left is an advance (2021). Refuses to apply more than was paid or
 * is open (`OVER_APPLIED`).
 */
export function postReceipt(event: ReceiptEvent, currencies: EntryCurrencies): ReceiptPosting {
  const { received, charge, withheld, applications } = event;
  const { currency } = received;
  assertParts(currency, [received, charge?.amount, charge?.vat, withheld]);
  const dimensions = {
    customerId: event.customerId,
    ...(event.branchId === undefined ? {} : { branchId: event.branchId }),
  };
  const atHand = subtract(received, money(currency, costOf(charge)));
  assertNotOverApplied(atHand);
  const total = withheld === undefined ? received : add(received, withheld);
  const advance = subtract(total, paidFor(applications, currency));
  assertNotOverApplied(advance);
  return {
    lines: withoutZeroLines([
      debit(cashAccounts[event.channel], atHand, dimensions),
      ...chargeLines(charge, dimensions),
      ...(withheld === undefined
        ? []
        : [debit(accounts.withholdingTaxReceivable, withheld, dimensions)]),
      ...settleItems(applications, currencies),
      credit(accounts.customerAdvances, advance, dimensions),
    ]),
    advance,
  };
}

/** What of a payment its applications use, in the payment's currency. */
export function paidFor(applications: readonly ItemSettlement[], currency: string): Money {
  return sum(
    currency,
    applications.map(({ amount, paid }) => paid ?? amount),
  );
}

/** An advance, or a credit of the customer's, settles what they owe. */
export interface AdvanceApplication {
  /** An open item of 2021 or 2022. */
  readonly advance: OpenItem;
  readonly applications: readonly ItemSettlement[];
}

/**
 * Dr 2021 / Cr 1101, each at its carried amount. Nothing is paid on the day, so that only what the
 * two are carried apart is exchange difference.
 */
export function postAdvanceApplication(
  { advance, applications }: AdvanceApplication,
  currencies: EntryCurrencies,
): PostingLine[] {
  if (applications.length === 0) return [];
  const used = paidFor(applications, advance.amount.currency);
  return [
    ...settleItems([{ item: advance, amount: used }], currencies),
    ...settleItems(applications, currencies),
  ];
}

/** A gateway pays out to the bank what it collected, less what it charges. */
export interface GatewayPayout {
  readonly collected: OpenItem;
  readonly amount: Money;
  readonly charge?: Charge;
}

export function postGatewayPayout(
  { collected, amount, charge }: GatewayPayout,
  currencies: EntryCurrencies,
): PostingLine[] {
  assertParts(amount.currency, [amount, charge?.amount, charge?.vat]);
  const atHand = subtract(amount, money(amount.currency, costOf(charge)));
  assertNotOverApplied(atHand);
  return withoutZeroLines([
    debit(accounts.bank, atHand, collected.dimensions),
    ...chargeLines(charge, collected.dimensions),
    ...settleItems([{ item: collected, amount }], currencies),
  ]);
}
