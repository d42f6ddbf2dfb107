import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { deferBookings } from "../../../bench/recognition/defer-bookings";
import { selectReleases } from "../../../db/read/revenue-releases";
import { awaitCondition } from "../../harness/await-condition";
import type { BooksPartner } from "../../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../../harness/books-partner";
import { findFindings } from "./expect-books-right";
import type { LedgerFaults } from "./ledger-faults";

/** RECOGNITION_FAULT_LINES=100000 is the long form. */
const lineCount = Number(process.env["RECOGNITION_FAULT_LINES"] ?? 2_400);
const linesEach = 2;
/** What a disturbed run may take: each worker that dies takes ten seconds to be missed. */
const endsWithinMs = 240_000 + lineCount * 80;
const testTimeoutMs = 2 * endsWithinMs;

/** A run through many due lines whose worker never lives for more than a second of work. */
export function describeRecognitionRuns(environment: () => LedgerFaults): void {
  test(
    "worker killed every second of a run, and the database once: the books are those of a run in peace",
    async () => {
      const faults = environment();
      const [peaceful, harmed] = [await openDue(faults), await openDue(faults)];
      const inPeace = stopwatch();
      await untilEnded(faults, await recognise(faults, peaceful));
      const peaceSeconds = inPeace();

      const underKills = stopwatch();
      const kills = await killInTurns(faults, await recognise(faults, harmed));
      const seconds = underKills();
      process.stdout.write(`${JSON.stringify({ lineCount, peaceSeconds, kills, seconds })}\n`);
      expect(kills).toBeGreaterThan(2);
      const outcome = await readOutcome(harmed);
      expect(outcome).toEqual(await readOutcome(peaceful));
      expect(outcome.releases).toHaveLength(lineCount);
      expect(await findFindings(faults, harmed.scope)).toEqual([]);
    },
    testTimeoutMs,
  );
}

async function openDue(faults: LedgerFaults): Promise<BooksPartner> {
  const books = await createBooksPartner(faults.app);
  await deferBookings(books.scope, {
    customerId: books.customer.id,
    supplierId: books.supplierId,
    bookings: lineCount / linesEach,
    linesEach,
    issuedOn: "2025-01-05",
    servedOn: "2025-01-20",
  });
  return books;
}

function stopwatch(): () => number {
  const began = Date.now();
  return () => Math.round((Date.now() - began) / 1_000);
}

/** Nobody waits for the answer, which comes when the run is far along. Returns the workflow's id. */
async function recognise(faults: LedgerFaults, books: BooksPartner): Promise<string> {
  const path = `/v1/periods/${await periodIdOf(books, "2025-01")}/recognise`;
  const begun = awaitCondition("the first slices of the run", () => findWorking(books));
  const accepted = async () => {
    const { status, body } = await faults.callerOf(books.token).post(path, randomUUID());
    if (status > 202) throw new Error(`It is refused: ${JSON.stringify(body)}`);
    return begun;
  };
  return Promise.race([accepted(), begun]);
}

async function findWorking({ scope: { db } }: BooksPartner): Promise<string | undefined> {
  const row = await db
    .selectFrom("recognition_runs as run")
    .innerJoin(
      "revenue_releases as release",
      "release.recognition_run_id",
      "run.recognition_run_id",
    )
    .select("run.workflow_id")
    .limit(1)
    .executeTakeFirst();
  return row?.workflow_id;
}

function isOver({ temporal }: LedgerFaults, workflowId: string): Promise<boolean> {
  return temporal.workflow
    .getHandle(workflowId)
    .describe()
    .then(({ status }) => status.name !== "RUNNING");
}

async function untilEnded(faults: LedgerFaults, workflowId: string): Promise<void> {
  const isDone = async () => (await isOver(faults, workflowId)) || undefined;
  await awaitCondition(`the end of ${workflowId}`, isDone, endsWithinMs);
}

/** Returns how often the worker was killed. */
async function killInTurns(faults: LedgerFaults, workflowId: string): Promise<number> {
  let kills = 0;
  const until = Date.now() + endsWithinMs;
  while (!(await isOver(faults, workflowId))) {
    if (Date.now() > until) throw new Error(`${workflowId} does not end: ${kills} kills.`);
    kills += 1;
    await faults.crash("worker-books");
    if (kills === 2) await faults.crash("mysql");
    await faults.stack.process("mysql").start();
    await faults.stack.process("worker-books").start();
    await delay(1_000);
  }
  return kills;
}

/** All that a run leaves, without the ids that no two partners share. */
async function readOutcome({ scope: { db } }: BooksPartner) {
  const releases = await selectReleases({ db })
    .innerJoin("bookings as booking", "booking.booking_id", "schedule.booking_id")
    .innerJoin("journal_entries as entry", "entry.posting_key", "release.posting_key")
    .select([
      "booking.booking_reference",
      "slice.line_number",
      "release.release_reason",
      "release.functional_amount",
      "entry.entry_date",
    ])
    .orderBy("booking.booking_id")
    .orderBy("slice.line_number")
    .execute();
  const balances = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select(["account.account_code", "line.side", "line.entry_date"])
    .select(({ fn }) => [
      fn.countAll<number>().as("lines"),
      fn.sum<string>("line.functional_amount").as("amount"),
    ])
    .groupBy(["account.account_code", "line.side", "line.entry_date"])
    .orderBy("account.account_code")
    .orderBy("line.side")
    .orderBy("line.entry_date")
    .execute();
  const runs = await db
    .selectFrom("recognition_runs")
    .select([
      "run_status",
      "due_line_count",
      "due_amount",
      "line_count",
      "entry_count",
      "recognised_amount",
    ])
    .execute();
  const entries = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => [
      fn.countAll<number>().as("count"),
      fn.max("entry_number").as("lastNumber"),
    ])
    .executeTakeFirstOrThrow();
  return { releases, balances, runs, entries };
}
