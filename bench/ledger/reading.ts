import type { RowDataPacket } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import type { PartnerDatabase } from "../../db/partner-scope";
import { createPartnerScopes } from "../../db/partner-scopes";
import { openDatabase } from "../../db/pool";
import { readAccountLedger } from "../../db/read/statements/account-ledger";
import { readAging } from "../../db/read/statements/aging";
import { readDeferredRevenue } from "../../db/read/statements/deferred-revenue";
import { readBalanceSheet, readTrialBalance } from "../../db/read/statements/financial-statements";
import type { PartyKind } from "../../db/read/statements/parties";
import { listPartyNames } from "../../db/read/statements/parties";
import { readPartyStatement } from "../../db/read/statements/party-statement";
import { readTaxSummary } from "../../db/read/statements/tax-summary";
import { openBarePool } from "./bare-posting";
import type { BenchBooks, Contender, ContenderOptions, StatementName } from "./contender";
import { pick } from "./writing";

/** Days in the middle of months, so that no range is covered by whole periods alone. */
const request = { from: "2026-03-10", to: "2026-09-20", currency: "functional" } as const;
const pageLines = 100;

/** A statement, as the API reads it; or what it is measured beside. */
export async function createReader(
  name: StatementName | "naive group by",
  { databaseUrl, books }: ContenderOptions,
): Promise<Contender> {
  const of = pick(books, 0);
  if (name === "naive group by") return createNaive(databaseUrl, of);
  const database = openDatabase(parseDatabaseUrl(databaseUrl), { connectionLimit: 4 });
  const scope = await createPartnerScopes(database)(of.partner);
  const limits = [30, 60, 90];
  const readers: Readonly<Record<StatementName, () => Promise<unknown>>> = {
    "trial balance": () => readTrialBalance(scope, request),
    "balance sheet": () => readBalanceSheet(scope, request),
    "account ledger": createLedgerReader(scope),
    "receivables aging": () => readAging(scope, { ...request, kind: "customer", limits }),
    "payables aging": () => readAging(scope, { ...request, kind: "supplier", limits }),
    "customer statement": await createStatementReader(scope, "customer", of.customerId),
    "supplier statement": await createStatementReader(scope, "supplier", of.supplierId),
    "deferred revenue": () => readDeferredRevenue(scope, request),
    "tax summary": () => readTaxSummary(scope, request),
  };
  return {
    close: () => database.close(),
    step: async () => {
      await readers[name]();
    },
  };
}

/** Of one party, page after page, and from the first again. */
async function createStatementReader(
  scope: PartnerDatabase,
  kind: PartyKind,
  partyId: number,
): Promise<() => Promise<void>> {
  const [party] = await listPartyNames(scope, kind, { partyIds: [partyId] });
  if (party === undefined) throw new Error(`the books of the bench have no such ${kind}`);
  let after: { readonly createdAt: string; readonly id: number } | undefined;
  return async () => {
    const statement = await readPartyStatement(
      scope,
      { ...request, kind, partyId: party.publicId },
      { limit: pageLines, ...(after && { after }) },
    );
    after = statement.page.next;
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
