import { sql } from "kysely";

import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import type { BspColumnMappingRecord } from "../../db/read/bsp-column-mappings";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";

export interface ReceivedBspFile {
  /** Made of what was sent: the same request again takes up the same file. */
  readonly fileId: string;
  readonly fileName: string;
  readonly source: "upload" | "sftp" | "folder";
  readonly byteSize: number;
  readonly sha256: string;
  readonly storageKey: string;
  /** Without one the file is HOT. */
  readonly columns?: ReadByColumns;
}

/** How a file is read that says nothing of itself. */
export interface ReadByColumns {
  readonly mapping: BspColumnMappingRecord;
  /** Where no column says so. */
  readonly billingEndsOn?: string | undefined;
  /** Where it is not as the mapping says. */
  readonly isFinal?: boolean | undefined;
  /** Public id of the imported file that it corrects. */
  readonly replaces?: string | undefined;
}

const forgottenMinutes = 5;

/**
 * Takes up a file that stands in the document store, to be imported by a workflow. The same bytes
 * are never imported twice (`BSP_FILE_KNOWN`), unless they were quarantined or cancelled.
 */
export async function takeUpBspFile(
  scope: PartnerDatabase,
  file: ReceivedBspFile,
  by: By,
): Promise<void> {
  try {
    await insert(scope, file, by);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    if (await isSameRequest(scope, file)) return;
    await giveUpForgotten(scope, file, by.at);
    await insertOrRefuse(scope, file, by);
  }
}

interface By {
  readonly context: ActContext;
  readonly at: string;
}

async function insert(
  scope: PartnerDatabase,
  file: ReceivedBspFile,
  { context, at }: By,
): Promise<void> {
  await inTransaction(scope, async (transaction) => {
    await transaction.db
      .insertInto("bsp_import_files")
      .values({
        public_id: file.fileId,
        file_name: file.fileName,
        source_kind: file.source,
        byte_size: file.byteSize,
        sha256: file.sha256,
        storage_key: file.storageKey,
        ...(file.columns && (await toColumns(transaction, file.columns))),
      })
      .execute();
    const event = {
      type: "bsp_file.received",
      targetType: "bsp_file",
      targetId: file.fileId,
      payload: {
        source: file.source,
        byte_size: file.byteSize,
        sha256: file.sha256,
        ...(file.columns && { column_mapping_id: file.columns.mapping.publicId }),
      },
    };
    await writeAudit(transaction, context, [event], at);
  });
}

/** The mapping as it stands now: what is changed of it later changes no file. */
async function toColumns(
  transaction: PartnerTransaction,
  { mapping, billingEndsOn, isFinal = mapping.mapping.isFinal, replaces }: ReadByColumns,
) {
  return {
    bsp_column_mapping_id: mapping.mappingId,
    column_mapping: JSON.stringify(mapping.mapping),
    billing_ends_on: billingEndsOn ?? null,
    is_final: isFinal ? 1 : 0,
    replaces_file_id: replaces === undefined ? null : await findReplaced(transaction, replaces),
  };
}

async function findReplaced({ db }: PartnerTransaction, publicId: string): Promise<number> {
  const file = await db
    .selectFrom("bsp_import_files")
    .select(["bsp_import_file_id", "state", "column_mapping"])
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (file === undefined) throw new Refusal("NOT_FOUND", "No such BSP file.", { id: publicId });
  if (file.state === "imported" && file.column_mapping !== null) return file.bsp_import_file_id;
  throw new Refusal(
    "BSP_MAPPING_REFUSED",
    "What is replaced is a file by a mapping, and counts: this one does not.",
    { file_id: publicId, state: file.state },
  );
}

async function isSameRequest(
  { db }: PartnerDatabase,
  { fileId }: ReceivedBspFile,
): Promise<boolean> {
  const own = await db
    .selectFrom("bsp_import_files")
    .select("public_id")
    .where("public_id", "=", fileId)
    .executeTakeFirst();
  return own !== undefined;
}

/** Taken up by a process that died before it could begin the import, and by nobody since. */
async function giveUpForgotten(
  { db }: PartnerDatabase,
  { sha256 }: ReceivedBspFile,
  at: string,
): Promise<void> {
  await db
    .updateTable("bsp_import_files")
    .set({ state: "cancelled", is_current: null, finished_at: at })
    .where("sha256", "=", sha256)
    .where("state", "=", "received")
    .where("operation_public_id", "is", null)
    .where("created_at", "<", sql<string>`${at} - INTERVAL ${forgottenMinutes} MINUTE`)
    .execute();
}

async function insertOrRefuse(
  scope: PartnerDatabase,
  file: ReceivedBspFile,
  by: By,
): Promise<void> {
  try {
    await insert(scope, file, by);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_bsp_import_files_sha256")) throw error;
    const known = await scope.db
      .selectFrom("bsp_import_files")
      .select("public_id")
      .where("sha256", "=", file.sha256)
      .where("is_current", "=", 1)
      .executeTakeFirst();
    throw new Refusal(
      "BSP_FILE_KNOWN",
      "These bytes were imported already, or are being imported.",
      { file_id: known?.public_id ?? null },
    );
  }
}
