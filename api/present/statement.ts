import type { AccountLedger, RunningLine } from "../../db/read/statements/account-ledger";
import type { StatementRequest } from "../../db/read/statements/statement-books";
import { toMoneyJson } from "../../domain/money";
import type { BalanceSheet } from "../../domain/statements/balance-sheet";
import type { CashFlow } from "../../domain/statements/cash-flow";
import type { ChangesInEquity, EquityColumns } from "../../domain/statements/changes-in-equity";
import type { ProfitAndLoss, StatementSection } from "../../domain/statements/profit-and-loss";
import type { StatementAccount } from "../../domain/statements/statement-account";
import type { TrialBalance, TrialBalanceColumns } from "../../domain/statements/trial-balance";

/** What was asked for, as every statement repeats it. */
export interface StatementFrame {
  readonly request: StatementRequest;
  readonly livemode: boolean;
}

export function presentFrame({ request, livemode }: StatementFrame, currency: string) {
  return {
    livemode,
    from: request.from ?? null,
    to: request.to,
    branch_id: request.branchId ?? null,
    currency,
  };
}

export function presentTrialBalance(statement: TrialBalance, frame: StatementFrame) {
  return {
    object: "trial_balance" as const,
    ...presentFrame(frame, statement.currency),
    rows: statement.rows.map((row) => ({
      account: presentAccount(row.account, frame),
      ...presentTrialColumns(row),
    })),
    totals: presentTrialColumns(statement.totals),
    difference: toMoneyJson(statement.difference),
  };
}

export function presentProfitAndLoss(statement: ProfitAndLoss, frame: StatementFrame) {
  return {
    object: "profit_and_loss" as const,
    ...presentFrame(frame, statement.currency),
    income: presentSection(statement.income, frame),
    expense: presentSection(statement.expense, frame),
    result: toMoneyJson(statement.result),
  };
}

export function presentBalanceSheet(statement: BalanceSheet, frame: StatementFrame) {
  const { equity } = statement;
  return {
    object: "balance_sheet" as const,
    ...presentFrame(frame, statement.currency),
    assets: presentSection(statement.assets, frame),
    liabilities: presentSection(statement.liabilities, frame),
    equity: {
      ...presentSection(equity, frame),
      current_result: toMoneyJson(equity.currentResult),
      earlier_results: toMoneyJson(equity.earlierResults),
    },
    liabilities_and_equity: toMoneyJson(statement.liabilitiesAndEquity),
    difference: toMoneyJson(statement.difference),
  };
}

export function presentChangesInEquity(statement: ChangesInEquity, frame: StatementFrame) {
  return {
    object: "changes_in_equity" as const,
    ...presentFrame(frame, statement.currency),
    accounts: statement.accounts.map((row) => ({
      account: presentAccount(row.account, frame),
      ...presentEquityColumns(row),
    })),
    unappropriated: presentEquityColumns(statement.unappropriated),
    totals: presentEquityColumns(statement.totals),
  };
}

export function presentCashFlow(statement: CashFlow, frame: StatementFrame) {
  const { operating } = statement;
  return {
    object: "cash_flow" as const,
    ...presentFrame(frame, statement.currency),
    operating: {
      result: toMoneyJson(operating.result),
      unrealised_exchange: toMoneyJson(operating.unrealisedExchange),
      provisions: presentSection(operating.provisions, frame),
      working_capital: presentSection(operating.workingCapital, frame),
      total: toMoneyJson(operating.total),
    },
    financing: presentSection(statement.financing, frame),
    exchange_on_cash: toMoneyJson(statement.exchangeOnCash),
    net_change: toMoneyJson(statement.netChange),
    opening_cash: toMoneyJson(statement.openingCash),
    closing_cash: toMoneyJson(statement.closingCash),
    difference: toMoneyJson(statement.difference),
  };
}

/** An account's ledger but for its lines. */
export function presentLedger(ledger: AccountLedger, frame: StatementFrame) {
  return {
    account: presentAccount(ledger.account, frame),
    opening: toMoneyJson(ledger.opening),
    debits: toMoneyJson(ledger.turnover.debits),
    credits: toMoneyJson(ledger.turnover.credits),
    closing: toMoneyJson(ledger.closing),
    brought_forward: toMoneyJson(ledger.broughtForward),
  };
}

export function presentLedgerLine(line: RunningLine) {
  const { entry } = line;
  return {
    entry: {
      id: entry.publicId,
      url: `/v1/journal-entries/${entry.publicId}`,
      number: entry.number,
      reference: entry.reference,
      description: entry.description,
      source: { type: entry.sourceType, id: entry.sourceId },
      workflow_id: entry.workflowId,
    },
    line_number: line.lineNumber,
    entry_date: line.entryDate,
    side: line.side,
    amount: toMoneyJson(line.amount),
    transaction_amount: toMoneyJson(line.transaction),
    balance: toMoneyJson(line.balance),
  };
}

function presentTrialColumns(row: TrialBalanceColumns) {
  return {
    opening_debit: toMoneyJson(row.openingDebit),
    opening_credit: toMoneyJson(row.openingCredit),
    period_debit: toMoneyJson(row.periodDebit),
    period_credit: toMoneyJson(row.periodCredit),
    closing_debit: toMoneyJson(row.closingDebit),
    closing_credit: toMoneyJson(row.closingCredit),
  };
}

function presentEquityColumns(row: EquityColumns) {
  return {
    opening: toMoneyJson(row.opening),
    result: toMoneyJson(row.result),
    transferred: toMoneyJson(row.transferred),
    other: toMoneyJson(row.other),
    closing: toMoneyJson(row.closing),
  };
}

function presentSection(section: StatementSection, frame: StatementFrame) {
  return {
    lines: section.lines.map(({ account, amount }) => ({
      account: presentAccount(account, frame),
      amount: toMoneyJson(amount),
    })),
    total: toMoneyJson(section.total),
  };
}

export function presentAccount(
  { code, name, class: type }: StatementAccount,
  { request }: StatementFrame,
) {
  const query = new URLSearchParams({
    account: code,
    ...(request.from === undefined ? {} : { from: request.from }),
    to: request.to,
    ...(request.branchId === undefined ? {} : { branch_id: request.branchId }),
    currency: request.currency,
  });
  return { code, name, class: type, ledger_url: `/v1/reports/account-ledger?${query.toString()}` };
}
