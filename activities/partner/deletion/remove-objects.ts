import { toDateTime } from "../../../db/read/amounts";
import type { DeletePartnerInput } from "../../../temporal/contract/delete-partner";
import type { DeletionDependencies } from "./deletion-activities";

const batchSize = 100;

/**
 * Takes the bytes of documents out of the store. Vouchers stay: what is attached to the books is
 * kept as long as they are.
 */
export function createRemoveObjects({ openPartner, documents, now }: DeletionDependencies) {
  return async function removeObjects({ partner }: DeletePartnerInput): Promise<number> {
    const { db } = await openPartner(partner);
    let removed = 0;
    for (;;) {
      const rows = await db
        .selectFrom("documents")
        .select(["document_id", "storage_key"])
        .where("document_type", "!=", "attachment")
        .where("file_name", "!=", "erased")
        .limit(batchSize)
        .execute();
      for (const { document_id: id, storage_key: key } of rows) {
        await documents.remove(key);
        await db
          .updateTable("documents")
          .set((eb) => ({
            file_name: "erased",
            deleted_at: toDateTime(now()),
            version: eb("version", "+", 1),
          }))
          .where("document_id", "=", id)
          .execute();
      }
      removed += rows.length;
      if (rows.length < batchSize) return removed;
    }
  };
}
