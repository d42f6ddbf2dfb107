import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { credit, debit, debitOrCredit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { subtract, zero } from "../money";
import { Refusal } from "../refusal";
import { payableOf } from "./issuance";
import type { Memo, MemoPosting } from "./memo";
import { memoDimensions, unwindCommission } from "./memo";
import type { OpenItem } from "./open-item";
import { settleItems } from "./open-item";

export type DisputedMemo = Pick<Memo, "supplierId" | "settlement" | "ticket" | "amount">;

/**
 * Billed while we dispute it (accounting.md 5.7): it is due, and stands in suspense until the
 * dispute is settled. Dr 1901 / Cr 2011.
 */
export function postDisputedBilling(memo: DisputedMemo): PostingLine[] {
  const dimensions = memoDimensions(memo);
  assertWithin(memo.amount, memo.amount);
  return withoutZeroLines([
    debit(accounts.bspSuspense, memo.amount, dimensions),
    credit(payableOf(memo), memo.amount, dimensions),
  ]);
}

/**
 * Brings the provision to what loss is probable (IAS 37): Dr 5041 / Cr 2051, or back. Nothing where
 * it stands there already; refuses more than the memo (`AMOUNT_INVALID`).
 */
export function postProvision(
  memo: DisputedMemo & {
    readonly probableLoss: Money;
    /** What stands in 2051 for it. */
    readonly provision?: OpenItem;
  },
  currencies: EntryCurrencies,
): PostingLine[] {
  const { probableLoss, provision, amount } = memo;
  assertWithin(probableLoss, amount);
  const dimensions = memoDimensions(memo);
  const more = subtract(probableLoss, provision?.amount ?? zero(amount.currency));
  if (provision === undefined || more.minor >= 0n) {
    return withoutZeroLines([
      debit(accounts.agencyDebitMemos, more, dimensions),
      credit(accounts.memoProvision, more, dimensions),
    ]);
  }
  const less = { ...more, minor: -more.minor };
  return [
    ...settleItems([{ item: provision, amount: less }], currencies),
    credit(accounts.agencyDebitMemos, less, dimensions),
  ];
}

export interface DisputeSettlement extends DisputedMemo {
  /** What of the memo the airline upholds: all of it where we lose, zero where we win. */
  readonly upheld: Money;
  /** What stands in 2051 for it. */
  readonly provision?: OpenItem;
  /** What stands in 1901, where it was billed. */
  readonly suspense?: OpenItem;
}

/**
 * The end of a dispute: suspense is cleared, what we won is credited by the airline (2011), what
 * we lost uses up the provision first, and what was provided too much comes back to 5041. Refuses
 * to uphold more than the memo, or than stands in suspense (`AMOUNT_INVALID`).
 */
export function postDisputeSettlement(
  event: DisputeSettlement,
  currencies: EntryCurrencies,
): PostingLine[] {
  const { amount, upheld, provision, suspense } = event;
  assertWithin(upheld, suspense?.amount ?? amount);
  const dimensions = memoDimensions(event);
  const provided = provision?.amount ?? zero(amount.currency);
  const payable = subtract(suspense?.amount ?? zero(amount.currency), upheld);
  const cleared = [provision, suspense].flatMap((item) =>
    item === undefined ? [] : [{ item, amount: item.amount }],
  );
  return [
    ...settleItems(cleared, currencies),
    ...debitOrCredit(accounts.agencyDebitMemos, subtract(upheld, provided), dimensions),
    ...debitOrCredit(payableOf(event), payable, dimensions),
  ];
}

/**
 * A dispute that is lost as a whole ends as if the memo had been accepted: what it recalls of
 * commission leaves 2031 or 4011, and the rest is an expense, which uses up the provision first.
 * What BSP has billed already clears suspense; else it is owed from now on, less the commission
 * that we may no longer claim (1109).
 */
export function postLostDispute(
  memo: Memo & Pick<DisputeSettlement, "provision" | "suspense">,
  currencies: EntryCurrencies,
): MemoPosting {
  const { amount, commission, provision, suspense } = memo;
  assertWithin(commission, amount);
  assertWithin(amount, suspense?.amount ?? amount);
  const dimensions = memoDimensions(memo);
  const expense = subtract(amount, commission);
  const recalled = unwindCommission(memo, currencies);
  const provided = provision?.amount ?? zero(amount.currency);
  const cleared = [provision, suspense].flatMap((item) =>
    item === undefined ? [] : [{ item, amount: item.amount }],
  );
  const owed =
    suspense === undefined
      ? [
          credit(payableOf(memo), expense, dimensions),
          credit(accounts.commissionReceivable, commission, dimensions),
        ]
      : [];
  return {
    lines: withoutZeroLines([
      ...settleItems(cleared, currencies),
      ...debitOrCredit(accounts.agencyDebitMemos, subtract(expense, provided), dimensions),
      ...recalled.lines,
      ...owed,
    ]),
    deferrals: [],
    releases: recalled.releases,
  };
}

function assertWithin(part: Money, whole: Money): void {
  const over = subtract(whole, part);
  if (part.minor < 0n || over.minor < 0n) {
    throw new Refusal("AMOUNT_INVALID", "A part of a memo lies between nothing and the whole.", {
      partMinor: part.minor.toString(),
      wholeMinor: whole.minor.toString(),
    });
  }
}
