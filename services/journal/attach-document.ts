import type { PartnerTransaction } from "../../db/partner-scope";
import type { AttachmentOwner } from "../../db/read/journal-attachments";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";

export interface StoredAttachment {
  readonly publicId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly storageKey: string;
}

/** Attaches a document, whose bytes are stored already, to a draft, an entry or a memo. Done once. */
export async function attachDocument(
  transaction: PartnerTransaction,
  owner: AttachmentOwner,
  document: StoredAttachment,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const { db } = transaction;
  const known = await db
    .selectFrom("documents")
    .select("document_id")
    .where("public_id", "=", document.publicId)
    .executeTakeFirst();
  if (known !== undefined) return;
  const { insertId } = await db
    .insertInto("documents")
    .values({
      public_id: document.publicId,
      document_type: "attachment",
      file_name: document.fileName,
      content_type: document.contentType,
      byte_size: document.byteSize,
      sha256: document.sha256,
      storage_key: document.storageKey,
    })
    .executeTakeFirstOrThrow();
  await attach(transaction, owner, Number(insertId));
  await writeAudit(
    transaction,
    context,
    [
      {
        type: "attachment.created",
        targetType: owner.type,
        targetId: owner.publicId,
        payload: {
          document_id: document.publicId,
          sha256: document.sha256,
          byte_size: document.byteSize,
        },
      },
    ],
    at,
  );
}

async function attach(
  { db }: PartnerTransaction,
  { type, rowId }: AttachmentOwner,
  documentId: number,
): Promise<void> {
  if (type === "memo") {
    const row = { document_id: documentId, agency_memo_id: rowId };
    await db.insertInto("agency_memo_documents").values(row).execute();
    return;
  }
  await db
    .insertInto("journal_attachments")
    .values({
      document_id: documentId,
      journal_draft_id: type === "journal_draft" ? rowId : null,
      journal_entry_id: type === "journal_entry" ? rowId : null,
    })
    .execute();
}
