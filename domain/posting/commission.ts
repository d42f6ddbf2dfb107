import { accounts } from "../journal/accounts";
import type { Dimensions, PostingLine } from "../journal/posting";
import { debit, debitOrCredit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { add, subtract, zero } from "../money";
import { Refusal } from "../refusal";
import type { CommissionKind } from "./commission-rules";
import type { OpenItem } from "./open-item";
import { settleItems } from "./open-item";

/** An airline's further commission of a period; base commission is booked with its ticket. */
export interface CommissionTrueUp {
  readonly supplierId: number;
  readonly kind: Exclude<CommissionKind, "base">;
  /** What we expect in all. */
  readonly expected: Money;
  /** What of it is highly probable not to be taken back (IFRS 15.56): zero while it is open. */
  readonly probable: Money;
  /** What stands in 1109 for it from earlier estimates. */
  readonly accrued?: OpenItem;
}

/**
 * Brings what is accrued to what is probable: Dr 1109 / Cr 4012, or back at the carried amount
 * (accounting.md 5.10). Nothing where it stands there already. Refuses to accrue more than is
 * expected (`AMOUNT_INVALID`).
 */
export function postCommissionTrueUp(
  { supplierId, expected, probable, accrued }: CommissionTrueUp,
  currencies: EntryCurrencies,
): PostingLine[] {
  if (probable.minor < 0n || subtract(expected, probable).minor < 0n) {
    throw new Refusal("AMOUNT_INVALID", "What is probable lies between nothing and the expected.", {
      probableMinor: probable.minor.toString(),
      expectedMinor: expected.minor.toString(),
    });
  }
  const dimensions = { supplierId };
  const more = subtract(probable, accrued?.amount ?? zero(probable.currency));
  if (accrued !== undefined && more.minor < 0n) {
    const less = { ...more, minor: -more.minor };
    return [
      debit(accounts.overrideCommission, less, dimensions),
      ...settleItems([{ item: accrued, amount: less }], currencies),
    ];
  }
  return [
    ...debitOrCredit(accounts.commissionReceivable, more, dimensions),
    ...debitOrCredit(accounts.overrideCommission, { ...more, minor: -more.minor }, dimensions),
  ];
}

/** An airline pays commission outside BSP: what it pays more or less than accrued trues 4012 up. */
export interface CommissionSettlement {
  readonly supplierId: number;
  readonly received: Money;
  /** Tax that the airline withheld and pays for us. */
  readonly withheld: Money;
  /** Accruals of 1109 that the payment ends, each whole. */
  readonly accruals: readonly OpenItem[];
}

/** Dr 1011, Dr 1171 / Cr 1109, and the rest to 4012. Refuses negative amounts (`AMOUNT_INVALID`). */
export function postCommissionSettlement(
  { supplierId, received, withheld, accruals }: CommissionSettlement,
  currencies: EntryCurrencies,
): PostingLine[] {
  if (received.minor < 0n || withheld.minor < 0n) {
    throw new Refusal("AMOUNT_INVALID", "What an airline pays and withholds is not negative.");
  }
  const dimensions: Dimensions = { supplierId };
  const accrued = accruals.reduce(
    (total, { amount }) => add(total, amount),
    zero(received.currency),
  );
  const short = subtract(accrued, add(received, withheld));
  return withoutZeroLines([
    debit(accounts.bank, received, dimensions),
    debit(accounts.withholdingTaxReceivable, withheld, dimensions),
    ...settleItems(
      accruals.map((item) => ({ item, amount: item.amount })),
      currencies,
    ),
    ...debitOrCredit(accounts.overrideCommission, short, dimensions),
  ]);
}
