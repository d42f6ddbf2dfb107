import { randomUUID } from "node:crypto";

import { parseDatabaseUrl } from "../../db/config";
import { postJournalEntries } from "../../db/journal/post-journal-entries";
import { postJournalEntry } from "../../db/journal/post-journal-entry";
import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { createPartnerScopes } from "../../db/partner-scopes";
import { openDatabase } from "../../db/pool";
import { toDateTime } from "../../db/read/amounts";
import { inTransaction } from "../../db/transaction";
import { systemActor } from "../../domain/actor";
import type { Posting } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import type { Money } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import type { BenchBooks, Contender, ContenderOptions } from "./contender";

const partner = { functionalCurrency: "BDT", reportingCurrency: null };

/** The journal writer, as an activity calls it: one entry in a commit. */
export async function createWriter({ databaseUrl, books }: ContenderOptions): Promise<Contender> {
  const { scopes, close } = await openScopes(databaseUrl, books);
  return {
    close,
    step: async (index) => {
      const { scope, of } = pick(scopes, index);
      const posting = toPosting(of);
      await inTransaction(scope, (transaction) =>
        postJournalEntry(transaction, posting, options()),
      );
    },
  };
}

/** The same with many in one commit. */
export async function createBatchWriter({
  databaseUrl,
  books,
  batchSize,
}: ContenderOptions): Promise<Contender> {
  const { scopes, close } = await openScopes(databaseUrl, books);
  return {
    close,
    step: async (index) => {
      const { scope, of } = pick(scopes, index);
      const postings = Array.from({ length: batchSize }, () => toPosting(of));
      await inTransaction(scope, (transaction) =>
        postJournalEntries(transaction, postings, options()),
      );
    },
  };
}

interface Scoped {
  readonly scope: PartnerDatabase;
  readonly of: BenchBooks;
}

async function openScopes(databaseUrl: string, books: readonly BenchBooks[]) {
  const database = openDatabase(parseDatabaseUrl(databaseUrl), { connectionLimit: 40 });
  const openPartner = createPartnerScopes(database);
  const scopes = await Promise.all(
    books.map(async (of): Promise<Scoped> => ({ of, scope: await openPartner(of.partner) })),
  );
  return { scopes, close: () => database.close() };
}

export function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error("a contender has books to work on");
  return item;
}

function options() {
  const at = toDateTime(new Date().toISOString().replace("Z", "000Z"));
  return { partner, context: { actor: systemActor }, at };
}

function amount(text: string): Money {
  return parseMoney({ amount: text, currency: "BDT" });
}

/** The issuance of accounting.md 5.1. */
function toPosting({ customerId, supplierId, day }: BenchBooks): Posting {
  return {
    postingKey: `bench:${randomUUID()}`,
    sourceType: "bench",
    sourceId: newId("event"),
    eventDate: day,
    description: "An issuance of the bench",
    lines: [
      debit("1101", amount("49650.00"), { customerId }),
      debit("1109", amount("2800.00"), { supplierId }),
      credit("2011", amount("48500.00"), { supplierId }),
      credit("2031", amount("2800.00"), {}),
      credit("4031", amount("1000.00"), {}),
      credit("2061", amount("150.00"), {}),
    ],
  };
}
