import { accounts } from "../journal/accounts";
import type { PostingLine } from "../journal/posting";
import { credit, debit, debitOrCredit, withoutZeroLines } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import { inBooksOf, portionOf } from "../journal/valuation";
import type { Money } from "../money";
import { percentageOf, subtract, sum } from "../money";
import { Refusal } from "../refusal";
import type { OpenItem } from "./open-item";

/** Receivables of one ageing bucket, in functional currency. */
export interface AgeingBucket {
  readonly outstanding: Money;
  /** Lifetime loss expected of it in percent, a decimal string (IFRS 9.B5.5.35). */
  readonly lossPercent: string;
}

/** What the allowance should be by a provision matrix; each bucket is rounded once. */
export function requiredAllowance(currency: string, buckets: readonly AgeingBucket[]): Money {
  return sum(
    currency,
    buckets.map(({ outstanding, lossPercent }) => percentageOf(outstanding, lossPercent)),
  );
}

/**
 * Brings the allowance (1191) to what is required: Dr 5061 / Cr 1191, or back. In functional
 * currency; nothing where it stands there already. Refuses a negative one (`AMOUNT_INVALID`).
 */
export function postExpectedCreditLoss({
  required,
  allowance,
}: {
  readonly required: Money;
  /** What stands in 1191: its credit balance. */
  readonly allowance: Money;
}): PostingLine[] {
  if (required.minor < 0n) {
    throw new Refusal("AMOUNT_INVALID", "An allowance for credit loss is never negative.");
  }
  const more = subtract(required, allowance);
  return [
    ...debitOrCredit(accounts.expectedCreditLoss, more, {}),
    ...debitOrCredit(accounts.creditLossAllowance, { ...more, minor: -more.minor }, {}),
  ];
}

/**
 * Writes off a receivable that nobody expects any more (IFRS 9.5.4.4): Dr 1191 as far as it goes,
 * Dr 5061 the rest / Cr 1101 at its carried amount. The loss is of the books' own currency, so that
 * no rate of the day has a part in it.
 */
export function postWriteOff(
  { item, allowance }: { readonly item: OpenItem; readonly allowance: Money },
  currencies: EntryCurrencies,
): PostingLine[] {
  const { amount, dimensions } = item;
  const worth = item.carriedAt && inBooksOf(currencies, amount, item.carriedAt);
  const loss = worth?.functional ?? amount;
  const covered = allowance.minor < loss.minor ? allowance : loss;
  const line = (account: string, part: Money): PostingLine => ({
    ...debit(account, part, dimensions),
    ...(worth === undefined
      ? {}
      : { carriedAt: { ...portionOf(worth, part, loss), fxRate: "1.00000000" } }),
  });
  return withoutZeroLines([
    line(accounts.creditLossAllowance, covered),
    line(accounts.expectedCreditLoss, subtract(loss, covered)),
    {
      ...credit(item.account, amount, dimensions),
      ...(worth === undefined ? {} : { carriedAt: worth }),
    },
  ]);
}
