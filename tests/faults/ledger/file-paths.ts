import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { BooksPartner } from "../../harness/books-partner";
import { createBooksPartner } from "../../harness/books-partner";
import { post, postingOf } from "../../harness/ledger";
import type { LedgerFaults } from "./ledger-faults";
import type { MoneyPath } from "./money-path";
import { request } from "./money-path";

/** Two rows each: written by several statements, and longer than one packet of the network. */
const importedEntries = 1_500;

/** All of the file or nothing. */
export const importJournal: MoneyPath = {
  name: `importJournal of ${importedEntries * 2} rows`,
  prepare: async (faults) => {
    const books = await createBooksPartner(faults.app);
    const body = { kind: "journal", csv: csvOf(importedEntries) };
    return {
      scope: books.scope,
      act: request(faults, { ...books, path: "/v1/journal-imports", body }),
      postingKeys: Array.from({ length: importedEntries }, (_, index) => `import:E-${index}`),
      audited: "journal_import.posted",
    };
  },
};

/** One document, and no file of an attempt that came to nothing. */
export const exportReport: MoneyPath = {
  name: "exportReport",
  prepare: async (faults) => {
    const books = await createBooksPartner(faults.app);
    const sale = postingOf(books);
    await post(books, sale);
    const body = { report: "trial_balance", format: "csv" };
    return {
      scope: books.scope,
      act: request(faults, { ...books, path: "/v1/reports/export", body }),
      postingKeys: [sale.postingKey],
      audited: "report.exported",
      expectFacts: () => expectOneDocument(faults, books),
    };
  },
};

function csvOf(entries: number): string {
  const rows = Array.from({ length: entries }, (_, index) => [
    `E-${index},2025-02-03,Imported,1011,100.00,,BDT`,
    `E-${index},2025-02-03,Imported,4031,,100.00,BDT`,
  ]);
  return ["entry,date,description,account,debit,credit,currency", ...rows.flat()].join("\n");
}

async function expectOneDocument({ stack }: LedgerFaults, { scope }: BooksPartner): Promise<void> {
  const documents = await scope.db.selectFrom("documents").select("storage_key").execute();
  expect(documents).toHaveLength(1);
  const key = documents[0]?.storage_key ?? "";
  const folder = fileURLToPath(stack.environment["DOCUMENT_STORE_URL"] ?? "");
  const files = await readdir(join(folder, scope.partner), {
    recursive: true,
    withFileTypes: true,
  });
  const names = files.filter((file) => file.isFile()).map(({ name }) => name);
  const name = key.slice(key.lastIndexOf("/") + 1);
  expect(names.toSorted()).toEqual([name, `${name}.metadata.json`]);
}
