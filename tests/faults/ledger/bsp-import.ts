import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";

import { newId } from "../../../db/new-id";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import { awaitCondition } from "../../harness/await-condition";
import type { BooksPartner } from "../../harness/books-partner";
import { createBooksPartner } from "../../harness/books-partner";
import type { PlannedTransaction } from "../../harness/bsp-files";
import { agencies, altered, hotLines, saleOf, toBytes } from "../../harness/bsp-files";
import { commitIssuance, createIssuableBooking } from "../../harness/issuable-booking";
import type { HeldReply } from "../support/fault-proxy";
import { holdCommitReplyOf, holdStatementReply } from "../support/holds";
import { until } from "../support/observe";
import { killWhileImporting } from "./bsp-import-kills";
import { expectSameRows, readOutcome } from "./bsp-import-outcome";
import { findFindings } from "./expect-books-right";
import type { LedgerFaults } from "./ledger-faults";
import type { MoneyPath } from "./money-path";
import { request } from "./money-path";

/** Two full batches and a part of one: BSP_FAULT_TRANSACTIONS=100000 is the long form. */
const transactionCount = Number(process.env["BSP_FAULT_TRANSACTIONS"] ?? 2_300);
/** From here on the worker is killed every few seconds, not only at the moments that matter. */
const isLong = transactionCount >= 20_000;
const memoCount = 3;
/** A worker that dies in a long activity is missed after fifteen seconds. */
const endsWithinMs = 240_000 + transactionCount * 60;

/** Tickets that both partners have sold, under the same numbers. */
const sold = ["9977000000001", "9977000000002", "9977000000003"];

/** An import whose worker dies while it stages, matches, takes memos up and applies rules. */
export function describeBspImports(environment: () => LedgerFaults): void {
  test(
    "worker killed while it stages, matches, posts and applies rules: all rows are those of an import in peace",
    async () => {
      const faults = environment();
      const [peaceful, harmed] = [await openSold(faults), await openSold(faults)];
      for (const { scope } of [peaceful, harmed]) await addRules(scope);
      await importFile(faults, peaceful);

      await importFile(faults, harmed, isLong ? killThroughout : killInTurns);
      const [outcome, expected] = [
        await readOutcome(harmed.scope),
        await readOutcome(peaceful.scope),
      ];
      expectSameRows(outcome, expected);
      expect(outcome.staged).toHaveLength(transactionCount);
      expect(outcome.memos).toHaveLength(memoCount);
      const resolvedCount = transactionCount - sold.length - memoCount;
      expect(outcome.hits).toHaveLength(1 + resolvedCount);
      expect(await findFindings(faults, harmed.scope)).toEqual([]);
    },
    3 * endsWithinMs,
  );
}

async function openSold(faults: LedgerFaults): Promise<BooksPartner> {
  const books = await createBooksPartner(faults.app);
  const { scope } = books;
  await scope.db.updateTable("partners").set({ iata_number: agencies.own }).execute();
  const booking = await createIssuableBooking(books, { passengers: sold.length });
  await commitIssuance(faults.database, booking);
  const tickets = await scope.db
    .selectFrom("booking_tickets")
    .select("booking_ticket_id")
    .orderBy("booking_ticket_id")
    .execute();
  for (const [index, { booking_ticket_id: id }] of tickets.entries()) {
    await scope.db
      .updateTable("booking_tickets")
      .set({ ticket_number: sold[index] ?? "", first_ticket_number: sold[index] ?? "" })
      .where("booking_ticket_id", "=", id)
      .execute();
  }
  return books;
}

/** One accepts, and one resolves in parts of a thousand. */
async function addRules({ db }: BooksPartner["scope"]): Promise<void> {
  const upTo = { accepted_up_to_amount: "100.00", currency: "BDT" };
  await db
    .insertInto("bsp_rules")
    .values([
      { ...named(1, ["amount"]), rule_outcome: "accept", ...upTo },
      { ...named(2, ["missing_in_books"]), rule_outcome: "resolve", resolution: "disputed" },
    ])
    .execute();
}

function named(priority: number, kinds: readonly string[]) {
  const conditions = JSON.stringify({ kinds, codes: ["TKTT"] });
  const public_id = newId("bspRule");
  return { public_id, rule_name: "Usual", priority, conditions, comment_text: "as ever" };
}

/** The same file for everybody: some that agree, some that differ, memos, and many that nobody knows. */
function transactions(): PlannedTransaction[] {
  const sales = sold.map((number) => saleOf({ number }));
  const [equal, dearer, paidLess] = sales;
  if (equal === undefined || dearer === undefined || paidLess === undefined) throw new Error("few");
  const memos = Array.from({ length: memoCount }, (_, index) =>
    saleOf({ number: `997888888888${index}`, code: "ADMA", taxes: [], commission: 0n }),
  );
  const unknown = Array.from(
    { length: transactionCount - sales.length - memos.length },
    (_, index) => saleOf({ number: `9979${String(index).padStart(9, "0")}` }),
  );
  return [
    equal,
    altered(dearer, { fare: dearer.fare + 1_250n }),
    ...unknown,
    altered(paidLess, { commission: paidLess.commission + 12_500n }),
    ...memos,
  ];
}

async function importFile(
  faults: LedgerFaults,
  books: BooksPartner,
  harm?: (faults: LedgerFaults, books: BooksPartner) => Promise<void>,
): Promise<void> {
  const began = Date.now();
  const bytes = toBytes(hotLines(transactions()));
  const content = (isLong ? gzipSync(bytes) : bytes).toString("base64");
  const body = { file_name: "BDhtBSP.hot", content };
  const caller = faults.callerOf(books.token);
  const key = randomUUID();
  // Who asks for a long import does not wait for it, and is answered before anything is harmed.
  const first = isLong ? await caller.post("/v1/bsp-files", key, body) : undefined;
  const harmed = harm?.(faults, books);
  const { status } = first ?? (await caller.insist("/v1/bsp-files", key, body)).final;
  expect(status).toBeLessThan(300);
  await harmed;
  const isOver = async () => (await hasEnded(faults, books)) || undefined;
  await awaitCondition("the end of the import", isOver, endsWithinMs);
  if (isLong) process.stdout.write(`imported in ${Date.now() - began} ms\n`);
}

async function hasEnded(faults: LedgerFaults, { scope }: BooksPartner): Promise<boolean> {
  const status = await until("the import's workflow", async () => {
    const { public_id: fileId } = await scope.db
      .selectFrom("bsp_import_files")
      .select("public_id")
      .executeTakeFirstOrThrow();
    const workflowId = workflowIds.importBspFile(scope.partner, fileId);
    return (await faults.temporal.workflow.getHandle(workflowId).describe()).status.name;
  });
  return status !== "RUNNING";
}

/** For as long as it is imported: the worker every few seconds, the database in two of its stages. */
async function killThroughout(faults: LedgerFaults, books: BooksPartner): Promise<void> {
  const kills = await killWhileImporting(faults, books, {
    hasEnded: () => hasEnded(faults, books),
    withinMs: endsWithinMs,
  });
  process.stdout.write(`${JSON.stringify(kills)}\n`);
  expect(kills.ofDatabase).toHaveLength(2);
  expect(kills.ofWorker).toBeGreaterThan(1);
}

/** Each is held once the one before has died: a batch is committed, states and a memo are written. */
async function killInTurns(faults: LedgerFaults): Promise<void> {
  const { booksToDatabase: proxy } = faults.proxies;
  const moments: readonly (() => HeldReply)[] = [
    () => holdCommitReplyOf(proxy, /'CA=\d/),
    () => holdStatementReply(proxy, /^update `bsp_staged_transactions`[^]*`match_state` = /),
    () => holdStatementReply(proxy, /^insert into `agency_memos`/),
    () => holdStatementReply(proxy, /^insert into `bsp_rule_hits`/),
  ];
  for (const hold of moments) {
    const held = hold();
    await held.reached;
    await faults.crash("worker-books");
  }
}

/** Differences of a file, accepted: two entries in one commit, or none. */
export const acceptBspExceptions: MoneyPath = {
  name: "acceptBspExceptions of two",
  prepare: async (faults) => {
    const books = await openSold(faults);
    await importFile(faults, books);
    const { scope, token } = books;
    const rows = await scope.db
      .selectFrom("bsp_exceptions")
      .select("public_id")
      .where("booking_ticket_id", "is not", null)
      .where("difference_kind", "in", ["amount", "commission"])
      .orderBy("bsp_exception_id")
      .execute();
    const ids = rows.map(({ public_id: id }) => id);
    const issuance = await scope.db
      .selectFrom("journal_entries")
      .select("posting_key")
      .executeTakeFirstOrThrow();
    const body = { exception_ids: ids, reason: "as it was filed" };
    return {
      scope,
      act: request(faults, { scope, token, path: "/v1/bsp-exceptions/accept", body }),
      postingKeys: [issuance.posting_key, ...ids.map((id) => `bsp-exception:${id}`)],
      expectFacts: async () => {
        const states = await scope.db
          .selectFrom("bsp_exceptions")
          .select(["state", "resolution"])
          .where("journal_entry_id", "is not", null)
          .execute();
        expect(states).toEqual(ids.map(() => ({ state: "resolved", resolution: "accepted" })));
      },
    };
  },
};
