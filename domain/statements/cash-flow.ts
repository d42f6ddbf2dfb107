import { accounts as codes } from "../journal/accounts";
import type { Money } from "../money";
import { add, subtract, zero } from "../money";
import type { StatementSection } from "./profit-and-loss";
import { resultOf } from "./profit-and-loss";
import type { StatementAccount } from "./statement-account";
import { isCash, isIncomeOrExpense } from "./statement-account";
import type { Turnovers } from "./turnovers";
import { balanceOf, without } from "./turnovers";

/** Cash that came in is above zero, cash that went out below (IAS 7, indirect method). */
export interface CashFlow {
  readonly currency: string;
  readonly operating: {
    readonly result: Money;
    /** Takes unrealised exchange gain and loss out of the result. */
    readonly unrealisedExchange: Money;
    /** Allowances and provisions: expense that moved no cash. */
    readonly provisions: StatementSection;
    readonly workingCapital: StatementSection;
    readonly total: Money;
  };
  readonly financing: StatementSection;
  /** What foreign cash is worth more or less, without any having moved (IAS 7.28). */
  readonly exchangeOnCash: Money;
  readonly netChange: Money;
  readonly openingCash: Money;
  readonly closingCash: Money;
  /** The change in cash less what explains it: nothing, but for one branch of several. */
  readonly difference: Money;
}

export interface CashFlowTurnovers {
  readonly opening: Turnovers;
  readonly period: Turnovers;
  /** Of the period's: those of year-end entries, and those of revaluations. */
  readonly yearEnd: Turnovers;
  readonly revaluation: Turnovers;
}

const provisionCodes: ReadonlySet<string> = new Set([
  codes.creditLossAllowance,
  codes.memoProvision,
]);

export function buildCashFlow(
  accounts: readonly StatementAccount[],
  { opening, period, yearEnd, revaluation }: CashFlowTurnovers,
): CashFlow {
  const none = zero(period.currency);
  const ordinary = without(period, yearEnd);
  const moved = without(ordinary, revaluation);
  const section = (isIn: (account: StatementAccount) => boolean) =>
    cashEffectOf(accounts.filter(isIn), moved);
  const result = resultOf(accounts, ordinary);
  const unrealisedExchange = subtract(none, resultOf(accounts, revaluation));
  const provisions = section(isProvision);
  const workingCapital = section(
    (account) =>
      !isCash(account) &&
      !isIncomeOrExpense(account) &&
      !isEquity(account) &&
      !isProvision(account),
  );
  const financing = section((account) => isEquity(account) && !isCash(account));
  const exchangeOnCash = cashIn(accounts, revaluation);
  const operating = [unrealisedExchange, provisions.total, workingCapital.total].reduce(
    add,
    result,
  );
  const netChange = [financing.total, exchangeOnCash].reduce(add, operating);
  const openingCash = cashIn(accounts, opening);
  const closingCash = add(openingCash, cashIn(accounts, period));
  return {
    currency: period.currency,
    operating: { result, unrealisedExchange, provisions, workingCapital, total: operating },
    financing,
    exchangeOnCash,
    netChange,
    openingCash,
    closingCash,
    difference: subtract(subtract(closingCash, openingCash), netChange),
  };
}

function isProvision({ code }: StatementAccount): boolean {
  return provisionCodes.has(code);
}

function isEquity(account: StatementAccount): boolean {
  return account.class === "equity";
}

/** What is owed to us and grows has cost cash, what we owe and grows has saved it. */
function cashEffectOf(accounts: readonly StatementAccount[], moved: Turnovers): StatementSection {
  const none = zero(moved.currency);
  const lines = accounts
    .map((account) => ({ account, amount: subtract(none, balanceOf(moved, account.accountId)) }))
    .filter(({ amount }) => amount.minor !== 0n);
  return { lines, total: lines.reduce((sum, { amount }) => add(sum, amount), none) };
}

function cashIn(accounts: readonly StatementAccount[], turnovers: Turnovers): Money {
  return accounts
    .filter(isCash)
    .reduce(
      (sum, { accountId }) => add(sum, balanceOf(turnovers, accountId)),
      zero(turnovers.currency),
    );
}
