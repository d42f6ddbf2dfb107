import type { Insertable } from "kysely";

import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";
import { chunksOf } from "./chunks-of";
import { writeHistory } from "./history";

/** What is open of a file that a corrected one replaces is over, whatever the new one says. */
export async function closeSupersededExceptions(
  transaction: PartnerTransaction,
  fileId: number,
  at: string,
): Promise<void> {
  const open = await transaction.db
    .selectFrom("bsp_exceptions")
    .select("bsp_exception_id as id")
    .where("bsp_import_file_id", "=", fileId)
    .where("state", "=", "open")
    .execute();
  for (const chunk of chunksOf(open)) {
    const ids = chunk.map(({ id }) => id);
    await transaction.db
      .updateTable("bsp_exceptions")
      .set((eb) => ({
        state: "resolved",
        resolution: "superseded",
        resolved_at: at,
        version: eb("version", "+", 1),
      }))
      .where("bsp_exception_id", "in", ids)
      .execute();
    const changes = { state: ["open", "resolved"], resolution: [null, "superseded"] } as const;
    const table = "bsp_exceptions";
    await writeHistory(transaction, { table, ids, type: "UPDATE", at, changes });
  }
}

/**
 * Holds exceptions until the transaction ends; returns their keys. Refuses one that is not there
 * (`NOT_FOUND`), or that somebody has resolved (`BSP_EXCEPTION_RESOLVED`).
 */
export async function lockOpenExceptions(
  { db }: PartnerTransaction,
  publicIds: readonly string[],
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("bsp_exceptions")
    .select(["bsp_exception_id", "public_id", "state"])
    .where("public_id", "in", [...publicIds])
    .orderBy("bsp_exception_id")
    .forUpdate()
    .execute();
  const known = new Set(rows.map(({ public_id: id }) => id));
  const missing = publicIds.find((id) => !known.has(id));
  if (missing !== undefined) {
    throw new Refusal("NOT_FOUND", "No such exception of a BSP file.", { id: missing });
  }
  const resolved = rows.find(({ state }) => state === "resolved");
  if (resolved !== undefined) {
    throw new Refusal("BSP_EXCEPTION_RESOLVED", "An exception is resolved already.", {
      id: resolved.public_id,
    });
  }
  return rows.map(({ bsp_exception_id: id }) => id);
}

/** Resolves an exception that is held, with the entry that took it up. */
export async function acceptBspException(
  transaction: PartnerTransaction,
  {
    exceptionId,
    journalEntryId,
    reason,
  }: {
    readonly exceptionId: number;
    readonly journalEntryId: number;
    readonly reason: string;
  },
  at: string,
): Promise<void> {
  await transaction.db
    .updateTable("bsp_exceptions")
    .set((eb) => ({
      state: "resolved",
      resolution: "accepted",
      resolution_text: reason,
      resolved_at: at,
      journal_entry_id: journalEntryId,
      version: eb("version", "+", 1),
    }))
    .where("bsp_exception_id", "=", exceptionId)
    .execute();
  await writeHistory(transaction, {
    table: "bsp_exceptions",
    ids: [exceptionId],
    type: "UPDATE",
    at,
    changes: {
      state: ["open", "resolved"],
      resolution: [null, "accepted"],
      journal_entry_id: [null, journalEntryId],
    },
  });
}

/** Found again, it stands already. */
export async function insertBspException(
  { db }: PartnerTransaction,
  row: Omit<Insertable<Database["bsp_exceptions"]>, "partner_id">,
): Promise<void> {
  await db
    .insertInto("bsp_exceptions")
    .values(row)
    .onDuplicateKeyUpdate({ exception_key: ({ ref }) => ref("exception_key") })
    .execute();
}
