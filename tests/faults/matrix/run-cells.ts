import { setTimeout as delay } from "node:timers/promises";

import type { Call } from "../support/caller";
import type { HeldReply } from "../support/fault-proxy";
import { holdAnswerRecorded, holdCommitReplyOf, holdStatementReply } from "../support/holds";
import { until } from "../support/observe";
import type { Arrived, Subject } from "./act";
import { arrive } from "./act";
import { atEnd, isBehaviour } from "./harms";
import { inTurns } from "./in-turns";
import type { Matrix } from "./open-matrix";
import type { ReadyCell } from "./prepare-cells";
import { loneSellers } from "./prepare-cells";
import { asksPerson } from "./right-end";
import { outageAnswerMs } from "./suppliers";

/** A cell whose act is under way, or over. */
export interface RunningCell extends ReadyCell {
  readonly call: Promise<Call>;
}

/** So many that a supplier left alone answers each in time, on a busy machine too. */
const badAtOnce = 24;

/** Each supplier harms its own cell; each person who is asked answers. */
export async function runWithBadSuppliers(
  matrix: Matrix,
  ready: readonly ReadyCell[],
): Promise<RunningCell[]> {
  const run = async (one: ReadyCell) => {
    const running = await beginHarmed(matrix, one);
    // Who asks a person is answered when all have begun.
    if (!asksPerson(one.cell)) await Promise.allSettled([running.call]);
    return running;
  };
  return inTurns(ready, run, { atOnce: badAtOnce });
}

/** All cells are where they are to be struck when their workers are killed at once. */
export async function runWithKilledWorkers(
  matrix: Matrix,
  ready: readonly ReadyCell[],
): Promise<RunningCell[]> {
  return inRounds(ready, async (round) => {
    const atSupplier = await beginAtSupplier(matrix, round);
    const inCommit = await beginInCommit(matrix, round);
    await matrix.crash("worker");
    return [...atSupplier, ...inCommit];
  });
}

/** The callers of all cells are cut off at once; the work goes on without them. */
export async function runWithKilledApi(
  matrix: Matrix,
  ready: readonly ReadyCell[],
): Promise<RunningCell[]> {
  const running = await beginAtSupplier(matrix, ready);
  await matrix.crash("api");
  return running;
}

/** The database dies under all of them, and is back when the suppliers have answered. */
export async function runWithoutDatabase(
  matrix: Matrix,
  ready: readonly ReadyCell[],
): Promise<RunningCell[]> {
  return inRounds(ready, async (round) => {
    const inCommit = await beginInCommit(matrix, round);
    const answeredAt = Date.now() + outageAnswerMs;
    const atSupplier = await beginAtSupplier(matrix, round);
    const wait = atSupplier.length === 0 ? 0 : answeredAt - Date.now();
    const outage = await matrix.takeDown("mysql", Math.max(0, wait) + 500);
    await outage.over;
    return [...inCommit, ...atSupplier];
  });
}

/** The period is closed once the suppliers are asked, and opened when everybody has been told. */
export async function runWithClosedPeriod(
  matrix: Matrix,
  ready: readonly ReadyCell[],
): Promise<RunningCell[]> {
  const running = await inTurns(ready, (one) => beginHarmed(matrix, one), {
    atOnce: ready.length,
  });
  await Promise.all(ready.map(({ cell, subject }) => untilCalled(subject, cell.firstChange, 1, 0)));
  const { partner } = matrix.refused;
  await setPeriods(matrix, partner, "closed");
  await untilAllNeedAttention(matrix, running);
  await setPeriods(matrix, partner, "open");
  return running;
}

/** Tells the cell's supplier how to treat the call that is harmed. */
async function arm({ cell, subject }: ReadyCell): Promise<void> {
  const { step, harm, firstChange } = cell;
  const { supplier, locator } = subject;
  if (harm.kind === "books refuse") {
    const change = { operation: firstChange, skip: 0 };
    return supplier.harm(locator, change, "answers after the outage");
  }
  if (step.kind !== "call" || harm.kind === "approval never given") return;
  const call = { operation: step.operation, skip: step.occurrence - 1 };
  const behaviour = harm.kind === "behaviour" ? harm.behaviour : harm.at;
  if (isBehaviour(behaviour)) await supplier.harm(locator, call, behaviour);
  if (harm.kind !== "behaviour" || harm.thenRefuses === undefined) return;
  const { operation, times } = harm.thenRefuses;
  await supplier.harm(locator, { operation, skip: times }, "refuses");
}

/**
 * Each call that is held beats its heart every second: of more at once Temporal hears some too late,
 * takes them for lost and has them begun again.
 */
const heldCallsMax = 22;

/** A worker has so many connections to hold commits on; the rest is struck another time. */
async function inRounds(
  ready: readonly ReadyCell[],
  run: (round: readonly ReadyCell[]) => Promise<RunningCell[]>,
): Promise<RunningCell[]> {
  const seen = new Map<string, number>();
  const roundOf = ({ cell: { step, harm } }: ReadyCell): number => {
    const place = step.kind === "commit" && "at" in harm ? harm.at : step.kind;
    const earlier = seen.get(place) ?? 0;
    seen.set(place, earlier + 1);
    return Math.floor(earlier / (step.kind === "commit" ? loneSellers : heldCallsMax));
  };
  const rounds: ReadyCell[][] = [];
  for (const one of ready) (rounds[roundOf(one)] ??= []).push(one);
  const running: RunningCell[] = [];
  for (const round of rounds) {
    const begun = await run(round);
    running.push(...begun);
    // The next round needs the connections, and workers that are there.
    await Promise.allSettled(begun.map(({ call }) => call));
  }
  return running;
}

export function begin(matrix: Matrix, { cell, subject }: ReadyCell): RunningCell {
  return go({ cell, subject, go: () => cell.act.begin(subject, matrix) });
}

interface ArrivedCell extends ReadyCell, Arrived {}

async function arriveAt(matrix: Matrix, { cell, subject }: ReadyCell): Promise<ArrivedCell> {
  return { cell, ...(await arrive(cell.act, subject, matrix)) };
}

function go({ cell, subject, go: goOn }: ArrivedCell): RunningCell {
  const call = goOn();
  // It is awaited when the harm is done; until then a failure is nobody's to catch.
  call.catch(() => undefined);
  return { cell, subject, call };
}

async function beginHarmed(matrix: Matrix, one: ReadyCell): Promise<RunningCell> {
  const arrived = await arriveAt(matrix, one);
  await arm(arrived);
  return go(arrived);
}

async function beginAtSupplier(
  matrix: Matrix,
  ready: readonly ReadyCell[],
): Promise<RunningCell[]> {
  return Promise.all(
    ready.flatMap(async (one) => {
      const { step } = one.cell;
      if (step.kind !== "call") return [];
      const arrived = await arriveAt(matrix, one);
      const { subject } = arrived;
      const earlier = await countCalls(subject, step.operation);
      await arm(arrived);
      const running = go(arrived);
      await untilCalled(subject, step.operation, step.occurrence, earlier);
      return [running];
    }),
  ).then((all) => all.flat());
}

async function untilCalled(
  subject: Subject,
  operation: string,
  occurrence: number,
  earlier: number,
): Promise<void> {
  await until(`${operation} ${occurrence} of ${subject.locator}`, async () =>
    (await countCalls(subject, operation)) >= earlier + occurrence ? true : undefined,
  );
}

async function countCalls({ supplier, locator }: Subject, operation: string): Promise<number> {
  const calls = await supplier.calls(locator);
  return calls.filter((call) => call.operation === operation).length;
}

/**
 * Begun in an order in which no hold meets another's statement: those of one booking first, then
 * those of a partner of its own, then those whose statement names neither.
 */
async function beginInCommit(matrix: Matrix, ready: readonly ReadyCell[]): Promise<RunningCell[]> {
  const { workerToDatabase } = matrix.proxies;
  const rowIds = await readRowIds(matrix, ready);
  const at = (moment: string) =>
    ready.filter(
      ({ cell: { step, harm } }) => step.kind === "commit" && "at" in harm && harm.at === moment,
    );
  const stages: readonly (readonly [moment: string, hold: (one: ReadyCell) => HeldReply])[][] = [
    [
      [
        "at its beginning",
        ({ cell, subject }) =>
          holdStatementReply(
            workerToDatabase,
            cell.act.commitBegins?.(subject) ?? locksBooking(subject.bookingId, rowIds),
          ),
      ],
      [
        "with its reply on the way",
        ({ subject: { bookingId } }) =>
          holdCommitReplyOf(
            workerToDatabase,
            new RegExp(`'${bookingId}'[^]*update \`operations\` set \`status\` = 'succeeded'`),
          ),
      ],
    ],
    [[atEnd, () => holdStatementReply(workerToDatabase, operationEnds)]],
    [["with the answer written down", () => holdAnswerRecorded(workerToDatabase)]],
  ];
  const all: RunningCell[] = [];
  for (const stage of stages) {
    const arriving = stage.flatMap(([moment, hold]) =>
      at(moment).map(async (one) => ({ hold, arrived: await arriveAt(matrix, one) })),
    );
    const begun = (await Promise.all(arriving)).map(({ hold, arrived }) => ({
      reply: hold(arrived),
      running: go(arrived),
    }));
    await Promise.all(begun.map(({ reply, running }) => reachedBy(reply, running)));
    all.push(...begun.map(({ running }) => running));
  }
  return all;
}

function locksBooking(bookingId: string, rowIds: ReadonlyMap<string, string>): RegExp {
  const row = `\`booking_id\` = ${rowIds.get(bookingId)}\\b`;
  return new RegExp(`from \`bookings\` where .*('${bookingId}'|${row}).* for update`);
}

/** A commit locks its booking by its public id or by its row's. */
async function readRowIds(
  { books }: Matrix,
  ready: readonly ReadyCell[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await books.rows(
    "SELECT public_id, booking_id FROM bookings WHERE public_id IN (?)",
    [ready.map(({ subject }) => subject.bookingId)],
  );
  return new Map(rows.map((row) => [String(row["public_id"]), String(row["booking_id"])]));
}

const operationEnds = /update `operations` set `status` = 'succeeded'/;

/** Until the proxy has the reply to a commit whose end the books show already. */
const noticeMs = 2_000;

/**
 * A call that ends before it is held was not held where it is to be struck. Who looks into the books
 * for its end may see it a moment before the reply to the commit is held.
 */
async function reachedBy(reply: HeldReply, { cell, call }: RunningCell): Promise<void> {
  const tooSoon = call.then(async ({ final }) => {
    await delay(noticeMs);
    throw new Error(`${cell.act.name} was not held: ${JSON.stringify(final.body)}`);
  });
  await Promise.race([reply.reached, tooSoon]);
}

async function setPeriods(
  { books }: Matrix,
  partner: string,
  status: "open" | "closed",
): Promise<void> {
  await books.rows(
    `UPDATE accounting_periods SET status = ?
      WHERE partner_id = (SELECT partner_id FROM partners WHERE public_id = ?)`,
    [status, partner],
  );
}

async function untilAllNeedAttention(
  matrix: Matrix,
  running: readonly RunningCell[],
): Promise<void> {
  await until("everybody who asks a person", async () => {
    const waiting = await listAttentions(matrix, running);
    return waiting.length === running.length ? true : undefined;
  });
}

/** Operations that wait for a person. */
export async function listAttentions(
  { books }: Matrix,
  running: readonly RunningCell[],
): Promise<{ readonly operationId: string; readonly cell: RunningCell }[]> {
  const rows = await books.rows(
    `SELECT public_id, resource_public_id FROM operations
      WHERE status = 'needs_attention' AND resource_public_id IN (?)`,
    [running.map(({ subject }) => subject.bookingId)],
  );
  return rows.flatMap((row) => {
    const cell = running.find(({ subject }) => subject.bookingId === row["resource_public_id"]);
    return cell === undefined ? [] : [{ operationId: String(row["public_id"]), cell }];
  });
}
