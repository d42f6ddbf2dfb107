import type { RowDataPacket } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import type { PartnerDatabase } from "../../db/partner-scope";
import { createPartnerScopes } from "../../db/partner-scopes";
import { openDatabase } from "../../db/pool";
import { readAccountLedger } from "../../db/read/statements/account-ledger";
import { readBalanceSheet, readTrialBalance } from "../../db/read/statements/financial-statements";
import { openBarePool } from "./bare-posting";
import type { BenchBooks, Contender, ContenderOptions } from "./contender";
import { pick } from "./writing";

/** Days in the middle of months, so that no range is covered by whole periods alone. */
const request = { from: "2026-03-10", to: "2026-09-20", currency: "functional" } as const;
const pageLines = 100;

/** A statement, as the API reads it; or what it is measured beside. */
export async function createReader(
  name: "trial balance" | "balance sheet" | "account ledger" | "naive group by",
  { databaseUrl, books }: ContenderOptions,
): Promise<Contender> {
  const of = pick(books, 0);
  if (name === "naive group by") return createNaive(databaseUrl, of);
  const database = openDatabase(parseDatabaseUrl(databaseUrl), { connectionLimit: 4 });
  const scope = await createPartnerScopes(database)(of.partner);
  const read = {
    "trial balance": () => readTrialBalance(scope, request),
    "balance sheet": () => readBalanceSheet(scope, request),
    "account ledger": createLedgerReader(scope),
  }[name];
  return {
    close: () => database.close(),
    step: async () => {
      await read();
    },
  };
}

/** Page after page, and from the first again. */
function createLedgerReader(scope: PartnerDatabase): () => Promise<void> {
  let after: { readonly createdAt: string; readonly id: number } | undefined;
  return async () => {
    const ledger = await readAccountLedger(
      scope,
      { ...request, account: "1101" },
      { limit: pageLines, ...(after && { after }) },
    );
    after = ledger.page.next;
  };
}

/** Every line is added up each time. */
function createNaive(databaseUrl: string, { partnerId }: BenchBooks): Contender {
  const pool = openBarePool(databaseUrl);
  return {
    close: () => pool.end(),
    step: async () => {
      const [rows] = await pool.query<RowDataPacket[]>(
        `SELECT account_id, SUM(IF(side = 'debit', functional_amount, 0)) AS debits,
                SUM(IF(side = 'credit', functional_amount, 0)) AS credits
           FROM journal_entry_lines WHERE partner_id = ? AND entry_date <= ? GROUP BY account_id`,
        [partnerId, request.to],
      );
      if (rows.length === 0) throw new Error("the books of the bench are empty");
    },
  };
}
