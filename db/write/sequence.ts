import { sql } from "kysely";

import { invariant } from "../../domain/invariant";
import type { PartnerTransaction } from "../partner-scope";
import { prepareStatement, runPrepared } from "../partner-scope";

/** Entry numbers have a writer of their own (`db/journal/posting-books.ts`). */
export type SequenceName = `booking:${string}`;

/**
 * The next gap-free number. Locks the partner's row until the transaction ends, so it comes last
 * before the insert that needs it; a rollback gives the number back.
 */
export async function nextInSequence(
  transaction: PartnerTransaction,
  name: SequenceName,
): Promise<number> {
  const result = await runPrepared(transaction, increment, [name]);
  if (result.numAffectedRows === 1n) {
    invariant(result.insertId !== undefined, "LAST_INSERT_ID(…) comes back with the update");
    return Number(result.insertId);
  }
  return startSequence(transaction, name);
}

const increment = prepareStatement((db, slot) =>
  db
    .updateTable("sequences")
    .set({ current_value: sql`LAST_INSERT_ID(current_value + 1)` })
    .where("sequence_name", "=", slot(0)),
);

async function startSequence(transaction: PartnerTransaction, name: SequenceName): Promise<number> {
  const result = await runPrepared(transaction, start, [name]);
  // One row affected: it was inserted with 1. Two: another transaction was first.
  return result.numAffectedRows === 1n ? 1 : Number(result.insertId);
}

const start = prepareStatement((db, slot) =>
  db
    .insertInto("sequences")
    .values({ sequence_name: slot(0), current_value: 1 })
    .onDuplicateKeyUpdate({ current_value: sql`LAST_INSERT_ID(current_value + 1)` }),
);
