import { sql } from "kysely";

import type { Money } from "../../domain/money";
import { add, zero } from "../../domain/money";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toMoney } from "./amounts";

export async function findCreditLimit(
  { db }: PartnerDatabase,
  customerId: number,
): Promise<Money | null> {
  const row = await db
    .selectFrom("customers")
    .select(["credit_limit_amount as amount", "credit_limit_currency as currency"])
    .where("customer_id", "=", customerId)
    .executeTakeFirstOrThrow();
  return row.amount === null || row.currency === null ? null : toMoney(row.amount, row.currency);
}

/**
 * What a customer owes, less what is owed to them, on all accounts that are kept by customer, in the
 * functional currency; and what is held for them and not booked yet, by currency.
 */
export async function readCreditUse(
  snapshot: PartnerTransaction,
  {
    customerId,
    exceptBookingId,
    functionalCurrency,
  }: {
    readonly customerId: number;
    readonly exceptBookingId?: number | undefined;
    readonly functionalCurrency: string;
  },
): Promise<{ readonly owed: Money; readonly held: readonly Money[] }> {
  const [folded, beyond, held] = [
    await sumFolded(snapshot, customerId),
    await sumBeyond(snapshot, customerId),
    await sumHeld(snapshot, customerId, exceptBookingId ?? 0),
  ];
  const inFunctional = (amount: string | null) =>
    amount === null ? zero(functionalCurrency) : toMoney(amount, functionalCurrency);
  return { owed: add(inFunctional(folded), inFunctional(beyond)), held };
}

async function sumFolded({ db }: PartnerTransaction, customerId: number): Promise<string | null> {
  const row = await db
    .selectFrom("customer_balances")
    .select(sql<string | null>`SUM(functional_balance_amount)`.as("balance"))
    .where("customer_id", "=", customerId)
    .executeTakeFirstOrThrow();
  return row.balance;
}

/** Of entries that are not folded into the balances yet. */
async function sumBeyond({ db }: PartnerTransaction, customerId: number): Promise<string | null> {
  const fold = await db.selectFrom("ledger_folds").select("folded_entry_number").executeTakeFirst();
  const row = await db
    .selectFrom("journal_entries as entry")
    .innerJoin("journal_entry_lines as line", "line.journal_entry_id", "entry.journal_entry_id")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select(
      sql<
        string | null
      >`SUM(IF(line.side = ${"debit"}, line.functional_amount, -line.functional_amount))`.as(
        "balance",
      ),
    )
    .where("entry.entry_number", ">", fold?.folded_entry_number ?? 0)
    .where("line.customer_id", "=", customerId)
    .where("account.control_dimension", "=", "customer")
    .executeTakeFirstOrThrow();
  return row.balance;
}

async function sumHeld(
  { db }: PartnerTransaction,
  customerId: number,
  exceptBookingId: number,
): Promise<Money[]> {
  const rows = await db
    .selectFrom("bookings")
    .select(["currency", sql<string>`SUM(total_amount)`.as("total")])
    .where("customer_id", "=", customerId)
    .where("state", "in", ["HELD", "PENDING_PAYMENT", "PENDING_APPROVAL"])
    .where("booking_id", "!=", exceptBookingId)
    .groupBy("currency")
    .execute();
  return rows.map(({ currency, total }) => toMoney(total, currency));
}
