import { sql } from "kysely";

import type { Dimensions } from "../../domain/journal/posting";
import type { Money } from "../../domain/money";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";

/** What a monetary account holds of a foreign currency, for each party and branch. */
export interface MonetaryBalance {
  readonly account: string;
  readonly dimensions: Dimensions;
  /** Debits less credits, as for the functional amount that it is carried at. */
  readonly amount: Money;
  readonly carried: Money;
}

/**
 * Foreign balances of monetary accounts at the end of a day. Takes a snapshot. What was revalued
 * and not reversed yet is in the carried amount.
 */
export async function listMonetaryBalances(
  { db }: PartnerDatabase,
  {
    through,
    functionalCurrency,
  }: { readonly through: string; readonly functionalCurrency: string },
): Promise<MonetaryBalance[]> {
  const transaction = sql<string>`SUM(IF(line.side = ${"debit"}, line.transaction_amount, -line.transaction_amount))`;
  const functional = sql<string>`SUM(IF(line.side = ${"debit"}, line.functional_amount, -line.functional_amount))`;
  const keys = [
    "account.account_code",
    "line.customer_id",
    "line.supplier_id",
    "line.branch_id",
    "line.transaction_currency",
  ] as const;
  const rows = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select([...keys, transaction.as("amount"), functional.as("carried")])
    .where("account.is_monetary", "=", 1)
    .where("line.transaction_currency", "!=", functionalCurrency)
    .where("line.entry_date", "<=", through)
    .groupBy([...keys])
    .having(({ eb, or }) => or([eb(transaction, "!=", "0"), eb(functional, "!=", "0")]))
    .orderBy("account.account_code")
    .orderBy("line.transaction_currency")
    .orderBy("line.customer_id")
    .orderBy("line.supplier_id")
    .orderBy("line.branch_id")
    .execute();
  return rows.map((row) => ({
    account: row.account_code,
    dimensions: {
      ...(row.customer_id !== null && { customerId: row.customer_id }),
      ...(row.supplier_id !== null && { supplierId: row.supplier_id }),
      ...(row.branch_id !== null && { branchId: row.branch_id }),
    },
    amount: toMoney(row.amount, row.transaction_currency),
    carried: toMoney(row.carried, functionalCurrency),
  }));
}
