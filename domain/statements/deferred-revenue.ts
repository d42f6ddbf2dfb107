import { accounts } from "../journal/accounts";
import type { Money } from "../money";
import { add, money, subtract, zero } from "../money";
import type { StatementAccount } from "./statement-account";

/** Closing is opening and what was deferred, less what was recognised and released. */
export interface DeferralColumns {
  readonly opening: Money;
  readonly deferred: Money;
  /** Earned: against the account's own income. Below zero where recognition was taken back. */
  readonly recognised: Money;
  /** Given up unearned: voids, recalls and refunds. */
  readonly released: Money;
  readonly closing: Money;
}

export interface DeferralRow extends DeferralColumns {
  readonly account: StatementAccount;
}

/** Credits less debits of one entry, by account. */
export type EntryNets = ReadonlyMap<number, bigint>;

const earnedBy: Readonly<Record<string, readonly string[]>> = {
  [accounts.deferredAirRevenue]: [accounts.airCommission],
  [accounts.deferredMarkUpAndFees]: [accounts.markUpRevenue, accounts.serviceFeeRevenue],
  [accounts.deferredTourRevenue]: [accounts.tourRevenue],
  [accounts.deferredHotelRevenue]: [accounts.hotelRevenue],
};

/** The range 2031 to 2039, a partner's own accounts in it too (accounting.md 4). */
export function isDeferredRevenue({ code, class: type }: StatementAccount): boolean {
  return type === "liability" && /^203[1-9]/.test(code);
}

/** The income that a deferral becomes; of an account that no rule knows, any income. */
export function earnedAccountsOf(
  { code }: StatementAccount,
  all: readonly StatementAccount[],
): StatementAccount[] {
  const codes = earnedBy[code];
  return all.filter((account) =>
    codes === undefined ? account.class === "income" : codes.includes(account.code),
  );
}

/**
 * One period of the roll-forward. An entry's net credit is deferred, its net debit recognised as
 * far as the same entry credits the account's own income, and released beyond that: what an
 * exchange moves from ticket to ticket is neither.
 */
export function rollForward(
  deferrals: readonly StatementAccount[],
  all: readonly StatementAccount[],
  period: {
    readonly currency: string;
    readonly opening: ReadonlyMap<number, Money>;
    readonly entries: readonly EntryNets[];
  },
): DeferralRow[] {
  const { currency, opening, entries } = period;
  return deferrals.map((account) => {
    const earned = earnedAccountsOf(account, all).map(({ accountId }) => accountId);
    const start = opening.get(account.accountId) ?? zero(currency);
    const moved = entries
      .map((nets) => splitNet(nets.get(account.accountId) ?? 0n, sumOf(nets, earned)))
      .reduce(addParts, nothing);
    return {
      account,
      opening: start,
      deferred: money(currency, moved.deferred),
      recognised: money(currency, moved.recognised),
      released: money(currency, moved.released),
      closing: add(start, money(currency, moved.deferred - moved.recognised - moved.released)),
    };
  });
}

export function totalDeferrals(
  rows: readonly DeferralColumns[],
  currency: string,
): DeferralColumns {
  const total = (column: keyof DeferralColumns) =>
    rows.reduce((sum, row) => add(sum, row[column]), zero(currency));
  return {
    opening: total("opening"),
    deferred: total("deferred"),
    recognised: total("recognised"),
    released: total("released"),
    closing: total("closing"),
  };
}

/** The periods of a range as one: from the first opening to the last closing. */
export function joinPeriods(first: DeferralRow, second: DeferralRow): DeferralRow {
  return {
    account: first.account,
    opening: first.opening,
    deferred: add(first.deferred, second.deferred),
    recognised: add(first.recognised, second.recognised),
    released: add(first.released, second.released),
    closing: add(first.closing, subtract(second.closing, second.opening)),
  };
}

interface Parts {
  readonly deferred: bigint;
  readonly recognised: bigint;
  readonly released: bigint;
}

const nothing: Parts = { deferred: 0n, recognised: 0n, released: 0n };

function splitNet(net: bigint, earned: bigint): Parts {
  if (net < 0n) {
    const recognised = earned <= 0n ? 0n : smaller(-net, earned);
    return { ...nothing, recognised, released: -net - recognised };
  }
  const takenBack = earned >= 0n ? 0n : smaller(net, -earned);
  return { ...nothing, deferred: net - takenBack, recognised: -takenBack };
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function addParts(left: Parts, right: Parts): Parts {
  return {
    deferred: left.deferred + right.deferred,
    recognised: left.recognised + right.recognised,
    released: left.released + right.released,
  };
}

function sumOf(nets: EntryNets, accountIds: readonly number[]): bigint {
  return accountIds.reduce((sum, accountId) => sum + (nets.get(accountId) ?? 0n), 0n);
}
