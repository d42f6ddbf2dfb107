import { randomUUID } from "node:crypto";

import { deferBookings } from "../../../bench/recognition/defer-bookings";
import { credit, debit } from "../../../domain/journal/posting";
import { parseMoney } from "../../../domain/money";
import { awaitCondition } from "../../harness/await-condition";
import type { BooksPartner } from "../../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../../harness/books-partner";
import { addRate, post, postingOf } from "../../harness/ledger";
import { holdCommitReplyOf, holdStatementReply } from "../support/holds";
import { readClosing } from "./closing-outcome";
import { findFindings } from "./expect-books-right";
import type { LedgerFaults } from "./ledger-faults";

/** What a closing writes, from its first commit to its last: in each of them one closing is held. */
const writes: readonly RegExp[] = [
  /insert into `operations`/,
  /update `accounting_periods` set `status` = 'soft_closed'/,
  /insert into `recognition_runs`/,
  /insert into `revenue_releases`/,
  /update `recognition_runs`/,
  /insert into `override_accruals`/,
  /insert into `journal_entries`[^]*'revaluation'/,
  /update `accounting_periods` set `status` = 'closed'/,
  /update `accounting_periods` set `status` = 'locked'/,
  /insert into `documents`/,
  /insert into `audit_logs`[^]*'period\.completed'/,
];
/** What is undone is done anew, wherever: some of them stand for all. */
const undone = writes.filter((_, index) => index % 3 === 0);
const endsWithinMs = 150_000;
const testTimeoutMs = endsWithinMs + 60_000;

const moments = [
  { moment: "in the middle of some", hold: holdStatementReply, writes: undone },
  { moment: "right after each", hold: holdCommitReplyOf, writes },
] as const;

/** The act that closes a period, its worker killed while closings are at each of its commits. */
export function describeClosings(environment: () => LedgerFaults): void {
  let inPeace: unknown;

  beforeAll(async () => {
    const books = await openToClose(environment());
    await complete(environment(), books, randomUUID());
    inPeace = await readClosing(books.scope);
  });

  test.each(moments)(
    "worker killed $moment of a closing's commits: it ends as one in peace",
    async ({ hold, writes: harmed }) => {
      const faults = environment();
      const all = await Promise.all(harmed.map(() => openToClose(faults)));
      const held = harmed.map((write) => hold(faults.proxies.booksToDatabase, write));
      const closings = all.map((books) => ({ books, key: randomUUID() }));
      const ended = Promise.all(closings.map(({ books, key }) => complete(faults, books, key)));
      await Promise.race([Promise.all(held.map(({ reached }) => reached)), ended]);
      await faults.crash("worker-books");

      await ended;
      for (const { books, key } of closings) {
        expect(await readClosing(books.scope)).toEqual(inPeace);
        expect(await findFindings(faults, books.scope)).toEqual([]);
        const again = await faults.callerOf(books.token).post(await pathOf(books), key, wanted);
        expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
        expect(again.body).toMatchObject({ object: "period_completion" });
      }
    },
    testTimeoutMs,
  );
}

/** Something to do for every stage but a year's end. */
async function openToClose(faults: LedgerFaults): Promise<BooksPartner> {
  const books = await createBooksPartner(faults.app);
  const { scope, client, customer, supplierId } = books;
  await deferBookings(scope, {
    customerId: customer.id,
    supplierId,
    bookings: 3,
    linesEach: 2,
    issuedOn: "2025-01-05",
    servedOn: "2025-01-20",
  });
  await addRate(scope, { from: "USD", to: "BDT", rate: "117.3332", on: "2025-01-01" });
  await addRate(scope, { from: "USD", to: "BDT", rate: "118.1", on: "2025-01-31" });
  const amount = parseMoney({ amount: "640.00", currency: "USD" });
  const lines = [debit("1101", amount, { customerId: customer.id }), credit("4031", amount, {})];
  await post(books, postingOf(books, { eventDate: "2025-01-15", lines }));
  const { body } = await client.get<{ data: { id: string }[] }>("/v1/suppliers");
  await client.post("/v1/override-agreements", {
    code: "BG-2025",
    supplier_id: body.data[0]?.id,
    kind: "override",
    valid_from: "2025-01-01",
    valid_until: "2025-12-31",
    tiers: [{ from: { amount: "0.00", currency: "BDT" }, percent: "1" }],
  });
  return books;
}

const wanted = {
  attestations: [{ item: "credit_loss_updated", note: "nothing to add" }],
  lock: true,
  audit_pack: true,
};

async function pathOf(books: BooksPartner): Promise<string> {
  return `/v1/periods/${await periodIdOf(books, "2025-01")}/complete`;
}

async function complete(faults: LedgerFaults, books: BooksPartner, key: string): Promise<void> {
  const caller = faults.callerOf(books.token);
  const { status, headers, body } = await caller.post(await pathOf(books), key, wanted);
  const location = headers.get("Location");
  if (status === 201) return;
  if (status !== 202 || location === null) throw new Error(JSON.stringify(body));
  const isDone = async () => {
    const operation = await caller.get(location);
    return operation.body["done"] === true ? operation.body : undefined;
  };
  const { status: outcome, error } = await awaitCondition(location, isDone, endsWithinMs);
  if (outcome !== "succeeded") throw new Error(`It is not closed: ${JSON.stringify(error)}`);
}
