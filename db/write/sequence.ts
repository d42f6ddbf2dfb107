import { sql } from "kysely";

import { invariant } from "../../domain/invariant";
import type { PartnerTransaction } from "../partner-scope";
import { prepareStatement, runPrepared } from "../partner-scope";

/** Entry numbers over all years have a writer of their own (`db/journal/posting-books.ts`). */
export type SequenceName = "booking" | `booking:${string}` | `journal_entry:${number}`;

/**
 * Takes so many gap-free numbers, and returns the first. Locks the partner's row until the
 * transaction ends, so it comes last before the insert that needs it; a rollback gives them back.
 */
export async function takeFromSequence(
  transaction: PartnerTransaction,
  name: SequenceName,
  count = 1,
): Promise<number> {
  const result = await runPrepared(transaction, advance, [count, name]);
  if (result.numAffectedRows === 1n) {
    invariant(result.insertId !== undefined, "LAST_INSERT_ID(…) comes back with the update");
    return Number(result.insertId) - count + 1;
  }
  return startSequence(transaction, name, count);
}

const advance = prepareStatement((db, slot) =>
  db
    .updateTable("sequences")
    .set({ current_value: sql`LAST_INSERT_ID(current_value + ${slot(0)})` })
    .where("sequence_name", "=", slot(1)),
);

async function startSequence(
  transaction: PartnerTransaction,
  name: SequenceName,
  count: number,
): Promise<number> {
  const result = await runPrepared(transaction, start, [name, count]);
  // One row affected: it was inserted. Two: another transaction was first.
  return result.numAffectedRows === 1n ? 1 : Number(result.insertId) - count + 1;
}

const start = prepareStatement((db, slot) =>
  db
    .insertInto("sequences")
    .values({ sequence_name: slot(0), current_value: slot(1) })
    .onDuplicateKeyUpdate({ current_value: sql`LAST_INSERT_ID(current_value + ${slot(1)})` }),
);
