import type { Money } from "../money";
import { add, subtract, zero } from "../money";
import type { StatementAccount } from "./statement-account";
import type { Turnovers } from "./turnovers";
import { addAll, balanceOf, turnoverOf } from "./turnovers";

/** Opening and closing stand on the side of their balance, the period as its turnover. */
export interface TrialBalanceColumns {
  readonly openingDebit: Money;
  readonly openingCredit: Money;
  readonly periodDebit: Money;
  readonly periodCredit: Money;
  readonly closingDebit: Money;
  readonly closingCredit: Money;
}

export interface TrialBalance {
  readonly currency: string;
  readonly rows: readonly (TrialBalanceColumns & { readonly account: StatementAccount })[];
  readonly totals: TrialBalanceColumns;
  /** Closing debits less credits: nothing, but for one branch of several. */
  readonly difference: Money;
}

/** Every account that has moved, by code (manual 6.1). */
export function buildTrialBalance(
  accounts: readonly StatementAccount[],
  { opening, period }: { readonly opening: Turnovers; readonly period: Turnovers },
): TrialBalance {
  const { currency } = period;
  const closing = addAll(opening, period);
  const rows = accounts
    .filter(({ accountId }) => closing.byAccount.has(accountId))
    .map((account) => {
      const { debits, credits } = turnoverOf(period, account.accountId);
      const [openingDebit, openingCredit] = sidesOf(balanceOf(opening, account.accountId));
      const [closingDebit, closingCredit] = sidesOf(balanceOf(closing, account.accountId));
      return {
        account,
        openingDebit,
        openingCredit,
        periodDebit: debits,
        periodCredit: credits,
        closingDebit,
        closingCredit,
      };
    });
  const total = (column: keyof TrialBalanceColumns) =>
    rows.reduce((sum, row) => add(sum, row[column]), zero(currency));
  const totals = {
    openingDebit: total("openingDebit"),
    openingCredit: total("openingCredit"),
    periodDebit: total("periodDebit"),
    periodCredit: total("periodCredit"),
    closingDebit: total("closingDebit"),
    closingCredit: total("closingCredit"),
  };
  return {
    currency,
    rows,
    totals,
    difference: subtract(totals.closingDebit, totals.closingCredit),
  };
}

function sidesOf(balance: Money): [debit: Money, credit: Money] {
  const none = zero(balance.currency);
  return balance.minor >= 0n ? [balance, none] : [none, subtract(none, balance)];
}
