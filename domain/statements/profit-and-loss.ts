import type { Money } from "../money";
import { add, subtract, zero } from "../money";
import type { StatementAccount } from "./statement-account";
import type { Turnovers } from "./turnovers";
import { balanceOf } from "./turnovers";

/** An account with its amount on its own side: income and liabilities count their credits. */
export interface StatementLine {
  readonly account: StatementAccount;
  readonly amount: Money;
}

export interface StatementSection {
  readonly lines: readonly StatementLine[];
  readonly total: Money;
}

export interface ProfitAndLoss {
  readonly currency: string;
  readonly income: StatementSection;
  readonly expense: StatementSection;
  /** Income less expense. */
  readonly result: Money;
}

/** Takes the turnovers of a range without those of year-end entries. */
export function buildProfitAndLoss(
  accounts: readonly StatementAccount[],
  turnovers: Turnovers,
): ProfitAndLoss {
  const income = buildSection(accounts, turnovers, "income");
  const expense = buildSection(accounts, turnovers, "expense");
  const { currency } = turnovers;
  return { currency, income, expense, result: subtract(income.total, expense.total) };
}

/** What a range adds to the result: credits less debits of income and expense. */
export function resultOf(accounts: readonly StatementAccount[], turnovers: Turnovers): Money {
  return buildProfitAndLoss(accounts, turnovers).result;
}

/** The accounts of one class that have an amount; what is against the class's side is below zero. */
export function buildSection(
  accounts: readonly StatementAccount[],
  turnovers: Turnovers,
  type: StatementAccount["class"],
): StatementSection {
  const { currency } = turnovers;
  const isDebit = type === "asset" || type === "expense";
  const lines = accounts
    .filter((account) => account.class === type)
    .map((account) => {
      const balance = balanceOf(turnovers, account.accountId);
      return { account, amount: isDebit ? balance : subtract(zero(currency), balance) };
    })
    .filter(({ amount }) => amount.minor !== 0n);
  return { lines, total: lines.reduce((sum, { amount }) => add(sum, amount), zero(currency)) };
}
