import { randomUUID } from "node:crypto";

import type { EntryToPost, PostedEntry } from "../../db/journal/post-journal-entries";
import { postJournalEntries } from "../../db/journal/post-journal-entries";
import { postJournalEntry } from "../../db/journal/post-journal-entry";
import { newId } from "../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import type { PartnerRecord } from "../../domain/booking-record";
import type { Posting } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { createCustomer } from "../../services/customer/create-customer";
import type { NewPartner } from "../../services/partner/create-partner";
import { createTestPartner, nowAsDateTime, testContext, today } from "./database";

/** A partner with a customer and a supplier: enough to post to. */
export interface Ledger {
  readonly scope: PartnerDatabase;
  readonly partner: PartnerRecord;
  readonly customer: { readonly id: number; readonly publicId: string };
  readonly supplierId: number;
}

export async function openLedger(
  database: DatabaseHandle,
  overrides: Partial<NewPartner> = {},
): Promise<Ledger> {
  const scope = await createTestPartner(database, overrides);
  return {
    scope,
    partner: await getPartner(scope),
    customer: await addCustomer(scope),
    supplierId: await addSupplier(scope),
  };
}

export async function addCustomer(scope: PartnerDatabase): Promise<Ledger["customer"]> {
  const publicId = await inTransaction(scope, (transaction) =>
    createCustomer(
      transaction,
      {
        code: `C-${randomUUID().slice(0, 12)}`,
        type: "retail",
        displayName: "Ayesha Rahman",
        languageCode: "en",
        paymentTermsDays: 0,
      },
      { context: testContext, at: nowAsDateTime() },
    ),
  );
  const row = await scope.db
    .selectFrom("customers")
    .select("customer_id")
    .where("public_id", "=", publicId)
    .executeTakeFirstOrThrow();
  return { id: row.customer_id, publicId };
}

export async function addSupplier(scope: PartnerDatabase): Promise<number> {
  const result = await scope.db
    .insertInto("suppliers")
    .values({
      public_id: newId("supplier"),
      supplier_code: `S-${randomUUID().slice(0, 12)}`,
      supplier_name: "Biman Bangladesh Airlines",
      supplier_type: "airline",
      settlement_mode: "bsp",
    })
    .executeTakeFirstOrThrow();
  return Number(result.insertId);
}

export async function addBranch(
  { db }: PartnerDatabase,
  code: string,
): Promise<{ readonly id: number; readonly publicId: string }> {
  const publicId = newId("branch");
  const { insertId } = await db
    .insertInto("branches")
    .values({ public_id: publicId, branch_code: code, branch_name: code })
    .executeTakeFirstOrThrow();
  return { id: Number(insertId), publicId };
}

/** Dr 1101 / Cr 4031 of one hundred: the plainest entry with a party. */
export function postingOf(
  { customer }: Pick<Ledger, "customer">,
  overrides: Partial<Posting> = {},
): Posting {
  const amount = parseMoney({ amount: "100.00", currency: "BDT" });
  return {
    postingKey: `test:${randomUUID()}`,
    sourceType: "test",
    sourceId: newId("event"),
    eventDate: today(),
    description: "A posting of the tests",
    lines: [debit("1101", amount, { customerId: customer.id }), credit("4031", amount, {})],
    ...overrides,
  };
}

export type PostOptions = Partial<Parameters<typeof postJournalEntry>[2]>;

export function postIn(
  transaction: PartnerTransaction,
  { partner }: Pick<Ledger, "partner">,
  posting: Posting,
  options: PostOptions = {},
): Promise<PostedEntry> {
  return postJournalEntry(transaction, posting, {
    partner,
    context: testContext,
    at: nowAsDateTime(),
    ...options,
  });
}

export function post(
  ledger: Ledger,
  posting: Posting = postingOf(ledger),
  options: PostOptions = {},
): Promise<PostedEntry> {
  return inTransaction(ledger.scope, (transaction) =>
    postIn(transaction, ledger, posting, options),
  );
}

/** All in one commit. */
export function postMany(
  ledger: Ledger,
  postings: readonly EntryToPost[],
  options: Omit<PostOptions, "publicId"> = {},
): Promise<PostedEntry[]> {
  const { partner } = ledger;
  return inTransaction(ledger.scope, (transaction) =>
    postJournalEntries(transaction, postings, {
      partner,
      context: testContext,
      at: nowAsDateTime(),
      ...options,
    }),
  );
}

export async function setPeriodStatus(
  { db }: PartnerDatabase,
  code: string,
  status: "open" | "soft_closed" | "closed" | "locked",
): Promise<void> {
  await db
    .updateTable("accounting_periods")
    .set({ status })
    .where("period_code", "=", code)
    .execute();
}

export async function addRate(
  { db }: PartnerDatabase,
  rate: { readonly from: string; readonly to: string; readonly rate: string; readonly on: string },
): Promise<void> {
  await db
    .insertInto("fx_rates")
    .values({
      public_id: newId("fxRate"),
      from_currency: rate.from,
      to_currency: rate.to,
      effective_on: rate.on,
      rate: rate.rate,
      rate_source: "test",
    })
    .execute();
}
