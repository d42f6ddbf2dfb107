import type { Updateable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";

type FileChange = Omit<Updateable<Database["bsp_import_files"]>, "partner_id">;

/** States in which a file is still worked on. */
export const openBspFileStates = ["received", "staging", "matching"] as const;

/** Changes a file that is still worked on; returns whether there was one to change. */
export async function changeBspFile(
  { db }: PartnerDatabase,
  fileId: number,
  change: FileChange,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("bsp_import_files")
    .set(change)
    .where("bsp_import_file_id", "=", fileId)
    .where("state", "in", openBspFileStates)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** The ordinal of the last transaction that was staged of a file; zero where none was. */
export async function findLastStaged({ db }: PartnerDatabase, fileId: number): Promise<number> {
  const row = await db
    .selectFrom("bsp_staged_transactions")
    .select("file_ordinal")
    .where("bsp_import_file_id", "=", fileId)
    .orderBy("file_ordinal", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.file_ordinal ?? 0;
}

/** A corrected file has come: the earlier one no longer counts. */
export async function supersedeBspFile({ db }: PartnerDatabase, fileId: number): Promise<void> {
  await db
    .updateTable("bsp_import_files")
    .set({ state: "superseded" })
    .where("bsp_import_file_id", "=", fileId)
    .where("state", "=", "imported")
    .execute();
}
