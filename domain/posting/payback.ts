import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { credit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { Refusal } from "../refusal";
import type { CashChannel, Charge } from "./cash";
import { assertParts, cashAccounts, chargeLines, costOf } from "./cash";
import type { ItemSettlement, OpenItem } from "./open-item";
import { settleItems } from "./open-item";
import { paidFor, postAdvanceApplication } from "./receipt";

/** How a customer gets back what stands in 2022 for them. */
export type PaybackMeans =
  | { readonly kind: CashChannel; readonly charge?: Charge }
  /** Kept as an advance, until the partner's policy lets it expire. */
  | { readonly kind: "customer_credit"; readonly months: number }
  /** Set off against what they owe us. */
  | { readonly kind: "receivable"; readonly applications: readonly ItemSettlement[] };

export interface PaybackEvent {
  readonly payable: OpenItem;
  readonly amount: Money;
  /** The day of the payback, `YYYY-MM-DD`. */
  readonly paidOn: string;
  readonly means: PaybackMeans;
}

export interface PaybackPosting {
  readonly lines: readonly PostingLine[];
  /** Last day on which a customer credit can be used; null where it is none. */
  readonly creditExpiresOn: string | null;
}

/** Dr 2022 / Cr 1001, 1011, 1021, 2021 or 1101 (accounting.md 5.5), at the carried amount (5.8). */
export function postPayback(event: PaybackEvent, currencies: EntryCurrencies): PaybackPosting {
  const { payable, amount, means } = event;
  if (means.kind === "receivable") {
    const { applications } = means;
    assertSetOff(amount, applications);
    const lines = postAdvanceApplication({ advance: payable, applications }, currencies);
    return { lines, creditExpiresOn: null };
  }
  const taken = settleItems([{ item: payable, amount }], currencies);
  const { dimensions } = payable;
  if (means.kind === "customer_credit") {
    return {
      lines: [...taken, credit(accounts.customerAdvances, amount, dimensions)],
      creditExpiresOn: monthsAfter(event.paidOn, means.months),
    };
  }
  const { charge } = means;
  assertParts(amount.currency, [charge?.amount, charge?.vat]);
  const out = { currency: amount.currency, minor: amount.minor + costOf(charge) };
  return {
    lines: withoutZeroLines([
      ...taken,
      ...chargeLines(charge, dimensions),
      credit(cashAccounts[means.kind], out, dimensions),
    ]),
    creditExpiresOn: null,
  };
}

function assertSetOff(amount: Money, applications: readonly ItemSettlement[]): void {
  if (paidFor(applications, amount.currency).minor !== amount.minor) {
    throw new Refusal("AMOUNT_INVALID", "What is set off is what is paid back.", {
      amountMinor: amount.minor.toString(),
      currency: amount.currency,
    });
  }
}

/** A credit that its customer can no longer use is ours (IFRS 15.B46): Dr 2021 / Cr 4033. */
export function postCreditExpiry(unused: OpenItem, currencies: EntryCurrencies): PostingLine[] {
  return [
    ...settleItems([{ item: unused, amount: unused.amount }], currencies),
    credit(accounts.voidAndRefundFeeRevenue, unused.amount, unused.dimensions),
  ];
}

/** The same day of a later month, or its last day where it has no such day. */
function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const on = Date.UTC(year, month - 1 + months, Math.min(date, last));
  return new Date(on).toISOString().slice(0, 10);
}
