import { sql } from "kysely";

import type { PartnerTransaction } from "../partner-scope";
import type { EntrySpan } from "./line-sums";

const additions = {
  balance_amount: sql<string>`balance_amount + balance`,
  functional_balance_amount: sql<string>`functional_balance_amount + functional_balance`,
};
const columns = ["account_id", "currency", "balance_amount", "functional_balance_amount"] as const;
const values = ["account_id", "currency", "balance", "functional_balance"] as const;

/** Adds lines on control accounts to what their customers owe, or are owed. */
export async function addToCustomerBalances(
  transaction: PartnerTransaction,
  entries: EntrySpan,
): Promise<void> {
  const delta = sumPartyLines(transaction, entries)
    .select((eb) => eb.ref("line.customer_id").$notNull().as("customer_id"))
    .where("account.control_dimension", "=", "customer")
    .where("line.customer_id", "is not", null)
    .groupBy("line.customer_id");
  await transaction.db
    .insertInto("customer_balances")
    .columns(["customer_id", ...columns])
    .expression((eb) => eb.selectFrom(delta.as("delta")).select(["customer_id", ...values]))
    .onDuplicateKeyUpdate(additions)
    .execute();
}

/** The same of suppliers. */
export async function addToSupplierBalances(
  transaction: PartnerTransaction,
  entries: EntrySpan,
): Promise<void> {
  const delta = sumPartyLines(transaction, entries)
    .select((eb) => eb.ref("line.supplier_id").$notNull().as("supplier_id"))
    .where("account.control_dimension", "=", "supplier")
    .where("line.supplier_id", "is not", null)
    .groupBy("line.supplier_id");
  await transaction.db
    .insertInto("supplier_balances")
    .columns(["supplier_id", ...columns])
    .expression((eb) => eb.selectFrom(delta.as("delta")).select(["supplier_id", ...values]))
    .onDuplicateKeyUpdate(additions)
    .execute();
}

function sumPartyLines({ db }: PartnerTransaction, entries: EntrySpan) {
  return db
    .selectFrom("journal_entries as entry")
    .innerJoin("journal_entry_lines as line", "line.journal_entry_id", "entry.journal_entry_id")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .where("entry.entry_number", ">", entries.after)
    .where("entry.entry_number", "<=", entries.upTo)
    .where("line.journal_entry_id", ">=", entries.firstId)
    .where("line.journal_entry_id", "<=", entries.lastId)
    .groupBy(["line.account_id", "line.transaction_currency"])
    .select([
      "line.account_id",
      "line.transaction_currency as currency",
      sql<string>`SUM(IF(line.side = ${"debit"}, line.transaction_amount, -line.transaction_amount))`.as(
        "balance",
      ),
      sql<string>`SUM(IF(line.side = ${"debit"}, line.functional_amount, -line.functional_amount))`.as(
        "functional_balance",
      ),
    ]);
}
