import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck } from "./ledger-check";
import { findingOf, namedRowsMax, nameEntry } from "./ledger-check";

/** Every line on a control account says whose it is: then the account is the sum of its parties. */
export async function checkControls({ db }: PartnerDatabase): Promise<LedgerCheck> {
  const rows = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .select(["entry.entry_number", "entry.public_id", "line.line_number", "account.account_code"])
    .where(({ eb, or, and }) =>
      or([
        and([eb("account.control_dimension", "=", "customer"), eb("line.customer_id", "is", null)]),
        and([eb("account.control_dimension", "=", "supplier"), eb("line.supplier_id", "is", null)]),
      ]),
    )
    .orderBy("entry.entry_number")
    .limit(namedRowsMax)
    .execute();
  return {
    name: "control accounts equal their subledgers",
    figures: {},
    finding: findingOf(
      "PARTY_MISSING",
      "A line on a control account does not name its party.",
      rows.map((row) => `line ${row.line_number} on ${row.account_code} of ${nameEntry(row)}`),
    ),
  };
}

const totals = {
  functional: {
    debits: sql<string>`SUM(IF(side = ${"debit"}, functional_amount, 0))`,
    credits: sql<string>`SUM(IF(side = ${"credit"}, functional_amount, 0))`,
  },
  reporting: {
    debits: sql<string>`SUM(IF(side = ${"debit"}, reporting_amount, 0))`,
    credits: sql<string>`SUM(IF(side = ${"credit"}, reporting_amount, 0))`,
  },
};

/** All debits equal all credits, in functional and in reporting currency. */
export async function checkTrialBalance({ db }: PartnerDatabase): Promise<LedgerCheck> {
  const sumIn = (kind: "functional" | "reporting") =>
    db
      .selectFrom("journal_entry_lines")
      .select([
        `${kind}_currency as currency`,
        totals[kind].debits.as("debits"),
        totals[kind].credits.as("credits"),
      ])
      .where(`${kind}_currency`, "is not", null)
      .groupBy(`${kind}_currency`)
      .execute();
  const functional = (await sumIn("functional")).map((row) => ({ kind: "functional", ...row }));
  const reporting = (await sumIn("reporting")).map((row) => ({ kind: "reporting", ...row }));
  const rows = [...functional, ...reporting];
  return {
    name: "trial balance is zero",
    figures: Object.fromEntries(
      rows.map(({ kind, currency, debits }) => [`${kind}_debits_${currency}`, debits]),
    ),
    finding: findingOf(
      "TRIAL_BALANCE_NOT_ZERO",
      "All debits and all credits differ.",
      rows
        .filter(({ debits, credits }) => debits !== credits)
        .map((row) => `${row.kind} ${row.currency}: debits ${row.debits}, credits ${row.credits}`),
    ),
  };
}
