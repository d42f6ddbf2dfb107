import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { credit, debit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { money, subtract } from "../money";
import type { CashChannel, Charge } from "./cash";
import { assertNotOverApplied, assertParts, cashAccounts, chargeLines, costOf } from "./cash";
import type { ItemSettlement, OpenItem } from "./open-item";
import { settleItems } from "./open-item";
import { paidFor } from "./receipt";

/** Money to a supplier; the parts in its currency, none negative. */
export interface SupplierPaymentEvent {
  readonly supplierId: number;
  readonly branchId?: number;
  readonly channel: CashChannel;
  /** What the supplier is due by this payment, before tax withheld. */
  readonly amount: Money;
  /** Tax on it that we keep and owe to the authority (2062). */
  readonly withheld?: Money;
  /** What the bank takes on top of it. */
  readonly charge?: Charge;
  /** Payables of 2011 or 2012 that it settles. */
  readonly applications: readonly ItemSettlement[];
}

export interface SupplierPaymentPosting {
  readonly lines: readonly PostingLine[];
  /** What settles nothing yet, in 1301. */
  readonly prepayment: Money;
}

/**
 * Books a payment to a supplier (accounting.md 5.8): payables at their carried amounts, tax
 * withheld, and what is left as a prepayment. Refuses to apply more than is paid or open
 * (`OVER_APPLIED`).
 */
export function postSupplierPayment(
  event: SupplierPaymentEvent,
  currencies: EntryCurrencies,
): SupplierPaymentPosting {
  const { amount, charge, applications } = event;
  const { currency } = amount;
  const withheld = event.withheld ?? money(currency, 0n);
  assertParts(currency, [amount, withheld, charge?.amount, charge?.vat]);
  const dimensions = {
    supplierId: event.supplierId,
    ...(event.branchId === undefined ? {} : { branchId: event.branchId }),
  };
  const prepayment = subtract(amount, paidFor(applications, currency));
  assertNotOverApplied(prepayment);
  const transferred = subtract(amount, withheld);
  assertNotOverApplied(transferred);
  const out = { currency, minor: transferred.minor + costOf(charge) };
  return {
    lines: withoutZeroLines([
      ...settleItems(applications, currencies),
      debit(accounts.supplierDeposits, prepayment, dimensions),
      ...chargeLines(charge, dimensions),
      credit(cashAccounts[event.channel], out, dimensions),
      credit(accounts.withholdingTaxPayable, withheld, { ...dimensions, taxCode: "WHT_SUPPLIER" }),
    ]),
    prepayment,
  };
}

/** A prepayment (1301) settles what we owe its supplier since. */
export function postPrepaymentApplication(
  {
    prepayment,
    applications,
  }: { readonly prepayment: OpenItem; readonly applications: readonly ItemSettlement[] },
  currencies: EntryCurrencies,
): PostingLine[] {
  if (applications.length === 0) return [];
  const used = paidFor(applications, prepayment.amount.currency);
  return [
    ...settleItems(applications, currencies),
    ...settleItems([{ item: prepayment, amount: used }], currencies),
  ];
}
