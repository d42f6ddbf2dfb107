import { setTimeout as delay } from "node:timers/promises";

import type { BooksPartner } from "../../harness/books-partner";
import { until } from "../support/observe";
import type { LedgerFaults } from "./ledger-faults";

/** In so many stages of the file the database dies too, when some of the stage is done. */
const databaseDeaths = 2;
/** How long a worker works before it dies. */
const livesMs = [2_000, 3_000, 4_500, 6_000] as const;
/** One in so many dies before it has done anything: while it reads what is staged already. */
const diesEarlyEach = 4;
const askEachMs = 500;

export interface Kills {
  readonly ofWorker: number;
  /** Stages in which it died. */
  readonly ofDatabase: readonly string[];
  readonly seconds: number;
}

/** Kills the worker every few seconds of work until the import has ended. */
export async function killWhileImporting(
  faults: LedgerFaults,
  books: BooksPartner,
  { hasEnded, withinMs }: { readonly hasEnded: () => Promise<boolean>; readonly withinMs: number },
): Promise<Kills> {
  const began = Date.now();
  const ofDatabase: string[] = [];
  let ofWorker = 0;
  for (;;) {
    const isEarly = ofWorker % diesEarlyEach === diesEarlyEach - 1;
    const before = await progressOf(books);
    let seen = before;
    // One that dies early is not waited for until it has done something.
    for (;;) {
      if (isEarly || seen.done !== before.done || (await hasEnded())) break;
      if (Date.now() - began > withinMs) throw new Error(`It does not end: ${ofWorker} kills.`);
      await delay(askEachMs);
      seen = await progressOf(books);
    }
    await delay(livesMs[ofWorker % livesMs.length]);
    if (await hasEnded()) break;
    const { state } = await progressOf(books);
    await faults.crash("worker-books");
    ofWorker += 1;
    if (!isEarly && ofDatabase.length < databaseDeaths && !ofDatabase.includes(state)) {
      ofDatabase.push(state);
      await faults.crash("mysql");
      await faults.stack.process("mysql").start();
    }
    await faults.stack.process("worker-books").start();
  }
  return { ofWorker, ofDatabase, seconds: Math.round((Date.now() - began) / 1_000) };
}

/** The file's stage, and something that changes with whatever is done. */
function progressOf({ scope: { db } }: BooksPartner) {
  return until("how far the import is", async () => {
    const file = await db.selectFrom("bsp_import_files").select("state").executeTakeFirst();
    const { staged, matched } = await db
      .selectFrom("bsp_staged_transactions")
      .select((eb) => [
        eb.fn.countAll<number>().as("staged"),
        eb.fn
          .count<number>(eb.case().when("match_state", "<>", "unmatched").then(1).end())
          .as("matched"),
      ])
      .executeTakeFirstOrThrow();
    const { hits } = await db
      .selectFrom("bsp_rule_hits")
      .select((eb) => eb.fn.countAll<number>().as("hits"))
      .executeTakeFirstOrThrow();
    const state = file?.state ?? "none";
    return { state, done: `${state} ${staged} ${matched} ${hits}` };
  });
}
