import type { Money } from "../money";
import { add, subtract, zero } from "../money";
import type { StatementSection } from "./profit-and-loss";
import { buildSection, resultOf } from "./profit-and-loss";
import type { StatementAccount } from "./statement-account";
import type { Turnovers } from "./turnovers";

export interface BalanceSheet {
  readonly currency: string;
  readonly assets: StatementSection;
  readonly liabilities: StatementSection;
  readonly equity: StatementSection & {
    /** Earned since the fiscal year began and not yet transferred by its year-end entry. */
    readonly currentResult: Money;
    /** Of fiscal years that ended without a year-end entry so far. */
    readonly earlierResults: Money;
  };
  readonly liabilitiesAndEquity: Money;
  /** Assets less liabilities and equity: nothing, but for one branch of several. */
  readonly difference: Money;
}

/**
 * Takes all turnovers up to the day; of these, those before the day's fiscal year, and those of the
 * year's year-end entries. What these transfer is taken from earlier years first.
 */
export function buildBalanceSheet(
  accounts: readonly StatementAccount[],
  {
    all,
    beforeYear,
    yearEnd,
  }: { readonly all: Turnovers; readonly beforeYear: Turnovers; readonly yearEnd: Turnovers },
): BalanceSheet {
  const assets = buildSection(accounts, all, "asset");
  const liabilities = buildSection(accounts, all, "liability");
  const equity = buildSection(accounts, all, "equity");
  const results = resultOf(accounts, all);
  const earlierResults = settle(resultOf(accounts, beforeYear), resultOf(accounts, yearEnd));
  const total = add(equity.total, results);
  const liabilitiesAndEquity = add(liabilities.total, total);
  return {
    currency: all.currency,
    assets,
    liabilities,
    equity: {
      lines: equity.lines,
      currentResult: subtract(results, earlierResults),
      earlierResults,
      total,
    },
    liabilitiesAndEquity,
    difference: subtract(assets.total, liabilitiesAndEquity),
  };
}

/** What is left of an amount when another of the opposite sign is set against it. */
function settle(amount: Money, against: Money): Money {
  const sum = add(amount, against);
  if (amount.minor > 0n === against.minor > 0n) return amount;
  return amount.minor > 0n === sum.minor > 0n ? sum : zero(amount.currency);
}
