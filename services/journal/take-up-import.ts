import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";
import type { ImportKind } from "../../domain/interchange/imported-rows";

export interface ReceivedFile {
  /** Made of what was sent: the same request again takes up the same file. */
  readonly importId: string;
  readonly kind: ImportKind;
  readonly byteSize: number;
  readonly sha256: string;
  readonly storageKey: string;
}

/** Takes up a file that stands in the document store, to be imported by a workflow. */
export async function takeUpImport(
  scope: PartnerDatabase,
  file: ReceivedFile,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  try {
    await inTransaction(scope, async (transaction) => {
      await transaction.db
        .insertInto("journal_imports")
        .values({
          public_id: file.importId,
          import_kind: file.kind,
          byte_size: file.byteSize,
          sha256: file.sha256,
          storage_key: file.storageKey,
        })
        .execute();
      const event = {
        type: "journal_import.received",
        targetType: "journal_import",
        targetId: file.importId,
        payload: { kind: file.kind, byte_size: file.byteSize, sha256: file.sha256 },
      };
      await writeAudit(transaction, context, [event], at);
    });
  } catch (error) {
    if (!isDuplicateKey(error, "uq_journal_imports_public_id")) throw error;
  }
}
