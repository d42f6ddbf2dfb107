import { sql } from "kysely";

import { invariant } from "../../domain/invariant";
import type { PartnerTransaction } from "../partner-scope";

export type SequenceName = "journal_entry" | `booking:${string}`;

/**
 * The next gap-free number; the first of so many, where a block is taken. Locks the partner's row
 * until the transaction ends, so it comes last before the insert that needs it; a rollback gives
 * the numbers back.
 */
export async function nextInSequence(
  { db }: PartnerTransaction,
  name: SequenceName,
  count = 1,
): Promise<number> {
  const increment = db
    .updateTable("sequences")
    .set({ current_value: sql`LAST_INSERT_ID(current_value + ${count})` })
    .where("sequence_name", "=", name)
    .compile();
  const result = await db.executeQuery(increment);
  if (result.numAffectedRows === 1n) {
    invariant(result.insertId !== undefined, "LAST_INSERT_ID(…) comes back with the update");
    return Number(result.insertId) - count + 1;
  }
  return startSequence({ db }, name, count);
}

async function startSequence(
  { db }: Pick<PartnerTransaction, "db">,
  name: SequenceName,
  count: number,
): Promise<number> {
  const result = await db.executeQuery(
    db
      .insertInto("sequences")
      .values({ sequence_name: name, current_value: count })
      .onDuplicateKeyUpdate({ current_value: sql`LAST_INSERT_ID(current_value + ${count})` })
      .compile(),
  );
  // One row affected: it was inserted with the block. Two: another transaction was first.
  return result.numAffectedRows === 1n ? 1 : Number(result.insertId) - count + 1;
}
