import { z } from "@hono/zod-openapi";

import { dateSchema, idSchema, listQuerySchema, moneySchema } from "./common";

const rangeFields = {
  from: dateSchema.optional().openapi({
    description: "The first day. Absent: from the first entry on.",
  }),
  to: dateSchema.optional().openapi({
    description: "The last day. Absent: today in the partner's time zone.",
  }),
};
const booksFields = {
  branch_id: idSchema("branch").optional().openapi({ description: "Lines of one branch only." }),
  currency: z.enum(["functional", "reporting"]).default("functional"),
};

export const rangeQuerySchema = z.strictObject({ ...rangeFields, ...booksFields });
export const asOfQuerySchema = z.strictObject({ as_of: rangeFields.to, ...booksFields });
export const generalLedgerQuerySchema = listQuerySchema.extend({ ...rangeFields, ...booksFields });
export const accountLedgerQuerySchema = generalLedgerQuerySchema.extend({
  account: z.string().min(1).max(20).openapi({ description: "Its code.", example: "1101" }),
});

export const accountSchema = z.object({
  code: z.string(),
  name: z.string(),
  class: z.enum(["asset", "liability", "equity", "income", "expense"]),
  ledger_url: z
    .string()
    .openapi({ description: "Its lines in the same range: each leads to its entry." }),
});
const accountColumn = { account: accountSchema };

/** What every statement says of itself. */
export const statementFields = {
  livemode: z.boolean(),
  from: z.union([dateSchema, z.null()]),
  to: dateSchema,
  branch_id: z.union([idSchema("branch"), z.null()]),
  currency: z.string().openapi({ description: "ISO 4217" }),
};

const trialBalanceColumns = {
  opening_debit: moneySchema,
  opening_credit: moneySchema,
  period_debit: moneySchema,
  period_credit: moneySchema,
  closing_debit: moneySchema,
  closing_credit: moneySchema,
};

const differenceSchema = moneySchema.openapi({
  description: "Zero, but for one branch: entries balance over all branches.",
});

export const trialBalanceSchema = z
  .object({
    object: z.literal("trial_balance"),
    ...statementFields,
    rows: z.array(z.object({ ...accountColumn, ...trialBalanceColumns })),
    totals: z.object(trialBalanceColumns),
    difference: differenceSchema,
  })
  .openapi("TrialBalance");

const sectionSchema = z
  .object({
    lines: z.array(z.object({ ...accountColumn, amount: moneySchema })),
    total: moneySchema,
  })
  .openapi("StatementSection");

export const profitAndLossSchema = z
  .object({
    object: z.literal("profit_and_loss"),
    ...statementFields,
    income: sectionSchema,
    expense: sectionSchema,
    result: moneySchema.openapi({ description: "Income less expense." }),
  })
  .openapi("ProfitAndLoss");

export const balanceSheetSchema = z
  .object({
    object: z.literal("balance_sheet"),
    ...statementFields,
    assets: sectionSchema,
    liabilities: sectionSchema,
    equity: sectionSchema.extend({
      current_result: moneySchema.openapi({
        description: "Of the fiscal year, until its year-end entry.",
      }),
      earlier_results: moneySchema.openapi({
        description: "Of fiscal years that have had no year-end entry yet.",
      }),
    }),
    liabilities_and_equity: moneySchema,
    difference: differenceSchema,
  })
  .openapi("BalanceSheet");

const equityColumns = {
  opening: moneySchema,
  result: moneySchema,
  transferred: moneySchema,
  other: moneySchema,
  closing: moneySchema,
};

export const changesInEquitySchema = z
  .object({
    object: z.literal("changes_in_equity"),
    ...statementFields,
    accounts: z.array(z.object({ ...accountColumn, ...equityColumns })),
    unappropriated: z.object(equityColumns).openapi({
      description: "The result that no year-end entry has transferred yet.",
    }),
    totals: z.object(equityColumns),
  })
  .openapi("ChangesInEquity");

export const cashFlowSchema = z
  .object({
    object: z.literal("cash_flow"),
    ...statementFields,
    operating: z.object({
      result: moneySchema,
      unrealised_exchange: moneySchema,
      provisions: sectionSchema,
      working_capital: sectionSchema,
      total: moneySchema,
    }),
    financing: sectionSchema,
    exchange_on_cash: moneySchema,
    net_change: moneySchema,
    opening_cash: moneySchema,
    closing_cash: moneySchema,
    difference: differenceSchema,
  })
  .openapi("CashFlow");

export const ledgerLineSchema = z.object({
  entry: z.object({
    id: idSchema("journalEntry"),
    url: z.string(),
    number: z.number().int(),
    reference: z.string().openapi({ description: "The number as it was written, or itself." }),
    description: z.string(),
    source: z.object({ type: z.string(), id: z.string() }),
    workflow_id: z.union([z.string(), z.null()]),
  }),
  line_number: z.number().int(),
  entry_date: dateSchema,
  side: z.enum(["debit", "credit"]),
  amount: moneySchema,
  transaction_amount: moneySchema,
  balance: moneySchema.openapi({ description: "After the line: debits less credits." }),
});

const ledgerFields = {
  account: accountSchema,
  opening: moneySchema,
  debits: moneySchema,
  credits: moneySchema,
  closing: moneySchema,
  brought_forward: moneySchema.openapi({ description: "Before the first line of this page." }),
};
export const pageFields = {
  has_more: z.boolean(),
  next_cursor: z.union([z.string(), z.null()]),
};

export const accountLedgerSchema = z
  .object({
    object: z.literal("account_ledger"),
    ...statementFields,
    ...ledgerFields,
    data: z.array(ledgerLineSchema),
    ...pageFields,
  })
  .openapi("AccountLedger");

export const generalLedgerSchema = z
  .object({
    object: z.literal("general_ledger"),
    ...statementFields,
    data: z.array(z.object({ ...ledgerFields, lines: z.array(ledgerLineSchema) })),
    ...pageFields,
  })
  .openapi("GeneralLedger");
