import type { Kysely } from "kysely";
import { sql } from "kysely";

import { sumLines } from "../balances/line-sums";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax } from "./ledger-check";

/** Balances hold what the lines of the entries up to the last folded one add up to. */
export async function checkFoldedBalances(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  const fold = await snapshot.db
    .selectFrom("ledger_folds")
    .select("folded_entry_number")
    .executeTakeFirst();
  const upTo = fold?.folded_entry_number ?? 0;
  const { db } = snapshot;
  return {
    name: "balances equal the lines",
    figures: { folded_number: upTo },
    finding:
      (await findFoldBeyondEntries(db, upTo)) ??
      (await compareWithLines(db, upTo, "period")) ??
      (await compareWithLines(db, upTo, "day")) ??
      (await compareParties(db, upTo, "customer")) ??
      (await compareParties(db, upTo, "supplier")),
  };
}

/** Balances that claim entries which are still to come would leave these out. */
async function findFoldBeyondEntries(
  db: Kysely<Database>,
  upTo: number,
): Promise<LedgerFinding | null> {
  const { last } = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => fn.max<number | null>("entry_number").as("last"))
    .executeTakeFirstOrThrow();
  return findingOf(
    "BALANCE_NOT_FOLDED",
    "Balances are folded up to an entry that is not there.",
    upTo > (last ?? 0) ? [`journal entry ${upTo}`] : [],
  );
}

const keys = [
  "account_id",
  "branch_id",
  "transaction_currency",
  "functional_currency",
  "reporting_currency",
] as const;
const folded = [
  "transaction_debit_amount as transaction_debits",
  "transaction_credit_amount as transaction_credits",
  "functional_debit_amount as functional_debits",
  "functional_credit_amount as functional_credits",
  "reporting_debit_amount as reporting_debits",
  "reporting_credit_amount as reporting_credits",
] as const;
const summed = [
  sql<string>`-transaction_debits`.as("transaction_debits"),
  sql<string>`-transaction_credits`.as("transaction_credits"),
  sql<string>`-functional_debits`.as("functional_debits"),
  sql<string>`-functional_credits`.as("functional_credits"),
  sql<string>`-reporting_debits`.as("reporting_debits"),
  sql<string>`-reporting_credits`.as("reporting_credits"),
] as const;
const differs = sql<boolean>`SUM(transaction_debits) <> 0 OR SUM(transaction_credits) <> 0
  OR SUM(functional_debits) <> 0 OR SUM(functional_credits) <> 0
  OR SUM(reporting_debits) <> 0 OR SUM(reporting_credits) <> 0`;

async function compareWithLines(
  db: Kysely<Database>,
  upTo: number,
  by: "period" | "day",
): Promise<LedgerFinding | null> {
  const lines = sumLines(db, { after: 0 })
    .select("line.branch_id")
    .where("entry.entry_number", "<=", upTo)
    .groupBy("line.branch_id");
  const parts =
    by === "period"
      ? db
          .selectFrom("period_balances")
          .innerJoin(
            "accounting_periods as period",
            "period.accounting_period_id",
            "period_balances.accounting_period_id",
          )
          .select(["period.period_code as bucket", ...keys, ...folded])
          .unionAll(
            db
              .selectFrom(
                lines
                  .innerJoin(
                    "accounting_periods as period",
                    "period.accounting_period_id",
                    "entry.accounting_period_id",
                  )
                  .select("period.period_code as bucket")
                  .groupBy("period.period_code")
                  .as("sums"),
              )
              .select(["bucket", ...keys, ...summed]),
          )
      : db
          .selectFrom("daily_balances")
          .select(["entry_date as bucket", ...keys, ...folded])
          .unionAll(
            db
              .selectFrom(
                lines.select("line.entry_date as bucket").groupBy("line.entry_date").as("sums"),
              )
              .select(["bucket", ...keys, ...summed]),
          );
  const rows = await db
    .selectFrom(parts.as("part"))
    .innerJoin("chart_of_accounts as account", "account.account_id", "part.account_id")
    .select(["part.bucket", "account.account_code", "part.transaction_currency"])
    .groupBy([
      "part.bucket",
      "account.account_code",
      "part.branch_id",
      "part.transaction_currency",
      "part.functional_currency",
      "part.reporting_currency",
    ])
    .having(differs)
    .orderBy("part.bucket")
    .orderBy("account.account_code")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "BALANCE_NOT_FOLDED",
    `A balance of a ${by} is not the sum of its lines.`,
    rows.map((row) => `${row.bucket}, account ${row.account_code}, ${row.transaction_currency}`),
  );
}

async function compareParties(
  db: Kysely<Database>,
  upTo: number,
  party: "customer" | "supplier",
): Promise<LedgerFinding | null> {
  const lines = db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select(({ ref }) => [
      ref(`line.${party}_id`).$notNull().as("party_id"),
      "line.account_id",
      "line.transaction_currency as currency",
      sql<string>`IF(line.side = ${"debit"}, -line.transaction_amount, line.transaction_amount)`.as(
        "balance",
      ),
      sql<string>`IF(line.side = ${"debit"}, -line.functional_amount, line.functional_amount)`.as(
        "functional_balance",
      ),
    ])
    .where("entry.entry_number", "<=", upTo)
    .where("account.control_dimension", "=", party)
    .where(`line.${party}_id`, "is not", null);
  const columns = [
    "account_id",
    "currency",
    "balance_amount as balance",
    "functional_balance_amount as functional_balance",
  ] as const;
  const balances =
    party === "customer"
      ? db.selectFrom("customer_balances").select(["customer_id as party_id", ...columns])
      : db.selectFrom("supplier_balances").select(["supplier_id as party_id", ...columns]);
  const rows = await db
    .selectFrom(balances.unionAll(lines).as("part"))
    .innerJoin("chart_of_accounts as account", "account.account_id", "part.account_id")
    .select(["part.party_id", "account.account_code", "part.currency"])
    .groupBy(["part.party_id", "account.account_code", "part.currency"])
    .having(sql<boolean>`SUM(part.balance) <> 0 OR SUM(part.functional_balance) <> 0`)
    .orderBy("part.party_id")
    .orderBy("account.account_code")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "BALANCE_NOT_FOLDED",
    `The balance of a ${party} is not the sum of its lines.`,
    rows.map((row) => `${party} ${row.party_id}, account ${row.account_code}, ${row.currency}`),
  );
}
