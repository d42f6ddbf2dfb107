import type { AccountClass, ControlDimension } from "../journal/accounts";

export interface StatementAccount {
  readonly accountId: number;
  readonly code: string;
  readonly name: string;
  readonly class: AccountClass;
  readonly control: ControlDimension | null;
}

export function isIncomeOrExpense({ class: type }: Pick<StatementAccount, "class">): boolean {
  return type === "income" || type === "expense";
}

/** Cash and what is as good as cash: drawers, banks and the gateways' clearing (accounting.md 4). */
export function isCash({ control }: Pick<StatementAccount, "control">): boolean {
  return control === "cash_drawer" || control === "bank_account" || control === "gateway";
}
