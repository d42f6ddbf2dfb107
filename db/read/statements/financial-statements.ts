import { previousDay } from "../../../domain/calendar";
import { invariant } from "../../../domain/invariant";
import { sourceTypes } from "../../../domain/journal/source-types";
import type { Money } from "../../../domain/money";
import type { BalanceSheet } from "../../../domain/statements/balance-sheet";
import { buildBalanceSheet } from "../../../domain/statements/balance-sheet";
import type { CashFlow } from "../../../domain/statements/cash-flow";
import { buildCashFlow } from "../../../domain/statements/cash-flow";
import type { ChangesInEquity } from "../../../domain/statements/changes-in-equity";
import { buildChangesInEquity } from "../../../domain/statements/changes-in-equity";
import type { ProfitAndLoss } from "../../../domain/statements/profit-and-loss";
import { buildProfitAndLoss } from "../../../domain/statements/profit-and-loss";
import type { TrialBalance } from "../../../domain/statements/trial-balance";
import { buildTrialBalance } from "../../../domain/statements/trial-balance";
import { assertBalanced, without } from "../../../domain/statements/turnovers";
import type { PartnerDatabase } from "../../partner-scope";
import type { StatementBooks, StatementRequest } from "./statement-books";
import { readStatement } from "./statement-books";

export function readTrialBalance(
  scope: PartnerDatabase,
  request: StatementRequest,
): Promise<TrialBalance> {
  return readStatement(scope, request, async (books) => {
    const opening = await books.opening();
    const period = await books.turnovers(books.range);
    const statement = buildTrialBalance(books.accounts, { opening, period });
    return checked("trial balance", statement, books);
  });
}

/** Year-end entries are left out: they empty income and expense, and are neither. */
export function readProfitAndLoss(
  scope: PartnerDatabase,
  request: StatementRequest,
): Promise<ProfitAndLoss> {
  return readStatement(scope, request, async (books) => {
    const period = await books.turnovers(books.range);
    const yearEnd = await books.turnovers(books.range, sourceTypes.yearEnd);
    return buildProfitAndLoss(books.accounts, without(period, yearEnd));
  });
}

/** As of the last day of the range. */
export function readBalanceSheet(
  scope: PartnerDatabase,
  request: StatementRequest,
): Promise<BalanceSheet> {
  return readStatement(scope, request, async (books) => {
    const { to } = books.range;
    const all = await books.turnovers({ to });
    const yearStart = fiscalYearStart(books, to);
    const beforeYear = await books.turnovers({ to: previousDay(yearStart) });
    const yearEnd = await books.turnovers({ from: yearStart, to }, sourceTypes.yearEnd);
    const statement = buildBalanceSheet(books.accounts, { all, beforeYear, yearEnd });
    return checked("balance sheet", statement, books);
  });
}

export function readChangesInEquity(
  scope: PartnerDatabase,
  request: StatementRequest,
): Promise<ChangesInEquity> {
  return readStatement(scope, request, async (books) => {
    const opening = await books.opening();
    const period = await books.turnovers(books.range);
    const yearEnd = await books.turnovers(books.range, sourceTypes.yearEnd);
    return buildChangesInEquity(books.accounts, { opening, period, yearEnd });
  });
}

export function readCashFlow(scope: PartnerDatabase, request: StatementRequest): Promise<CashFlow> {
  return readStatement(scope, request, async (books) => {
    const opening = await books.opening();
    const period = await books.turnovers(books.range);
    const yearEnd = await books.turnovers(books.range, sourceTypes.yearEnd);
    const revaluation = await books.turnovers(books.range, sourceTypes.revaluation);
    const statement = buildCashFlow(books.accounts, { opening, period, yearEnd, revaluation });
    return checked("cash flow", statement, books);
  });
}

/** Entries balance over all branches, not within each. */
function checked<Statement extends { readonly difference: Money }>(
  name: string,
  statement: Statement,
  { filter }: StatementBooks,
): Statement {
  if (filter.branchId === undefined) assertBalanced(name, statement.difference);
  return statement;
}

function fiscalYearStart({ balances: { periods } }: StatementBooks, day: string): string {
  const current = periods.find(({ startsOn, endsOn }) => startsOn <= day && endsOn >= day);
  const first = periods.find(({ fiscalYear }) => fiscalYear === current?.fiscalYear);
  invariant(first !== undefined, "the day was found to lie in a period");
  return first.startsOn;
}
