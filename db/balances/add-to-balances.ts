import { sql } from "kysely";

import type { PartnerTransaction } from "../partner-scope";
import type { EntrySpan } from "./line-sums";
import { sumLines } from "./line-sums";

const keys = [
  "account_id",
  "branch_id",
  "transaction_currency",
  "functional_currency",
  "reporting_currency",
] as const;
const sums = [
  "transaction_debits",
  "transaction_credits",
  "functional_debits",
  "functional_credits",
  "reporting_debits",
  "reporting_credits",
] as const;
const amounts = [
  "transaction_debit_amount",
  "transaction_credit_amount",
  "functional_debit_amount",
  "functional_credit_amount",
  "reporting_debit_amount",
  "reporting_credit_amount",
] as const;
/** The columns of the balance and of what is added have different names: none needs its table's. */
const additions = {
  transaction_debit_amount: sql<string>`transaction_debit_amount + transaction_debits`,
  transaction_credit_amount: sql<string>`transaction_credit_amount + transaction_credits`,
  functional_debit_amount: sql<string>`functional_debit_amount + functional_debits`,
  functional_credit_amount: sql<string>`functional_credit_amount + functional_credits`,
  reporting_debit_amount: sql<string>`reporting_debit_amount + reporting_debits`,
  reporting_credit_amount: sql<string>`reporting_credit_amount + reporting_credits`,
};
const branchKey = sql<number>`COALESCE(branch_id, 0)`.as("branch_key");
const reportingKey = sql<string>`COALESCE(reporting_currency, ${""})`.as("reporting_key");

export async function addToPeriodBalances(
  { db }: PartnerTransaction,
  entries: EntrySpan,
): Promise<void> {
  const delta = sumLines(db, entries)
    .select(["entry.accounting_period_id", "line.branch_id"])
    .where("entry.entry_number", "<=", entries.upTo)
    .groupBy(["entry.accounting_period_id", "line.branch_id"]);
  await db
    .insertInto("period_balances")
    .columns(["accounting_period_id", ...keys, ...amounts, "branch_key", "reporting_key"])
    .expression(
      db
        .selectFrom(delta.as("delta"))
        .select(["accounting_period_id", ...keys, ...sums, branchKey, reportingKey]),
    )
    .onDuplicateKeyUpdate(additions)
    .execute();
}

export async function addToDailyBalances(
  { db }: PartnerTransaction,
  entries: EntrySpan,
): Promise<void> {
  const delta = sumLines(db, entries)
    .select(["line.entry_date", "line.branch_id"])
    .where("entry.entry_number", "<=", entries.upTo)
    .groupBy(["line.entry_date", "line.branch_id"]);
  await db
    .insertInto("daily_balances")
    .columns(["entry_date", ...keys, ...amounts, "branch_key", "reporting_key"])
    .expression(
      db
        .selectFrom(delta.as("delta"))
        .select(["entry_date", ...keys, ...sums, branchKey, reportingKey]),
    )
    .onDuplicateKeyUpdate(additions)
    .execute();
}
