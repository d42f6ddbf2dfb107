import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import type { DocumentRecord } from "./documents";
import { getDocument } from "./documents";
import { listMemoDocuments } from "./memos";

export interface AttachmentOwner {
  readonly type: "journal_draft" | "journal_entry" | "memo";
  readonly rowId: number;
  readonly publicId: string;
}

export async function getAttachmentOwner(
  { db }: PartnerDatabase,
  type: AttachmentOwner["type"],
  publicId: string,
): Promise<AttachmentOwner> {
  const row = await findOwner(db, type, publicId);
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such draft, entry or memo.");
  return { type, rowId: row.id, publicId };
}

function findOwner(
  db: PartnerDatabase["db"],
  type: AttachmentOwner["type"],
  publicId: string,
): Promise<{ readonly id: number } | undefined> {
  switch (type) {
    case "journal_draft":
      return db
        .selectFrom("journal_drafts")
        .select("journal_draft_id as id")
        .where("public_id", "=", publicId)
        .executeTakeFirst();
    case "journal_entry":
      return db
        .selectFrom("journal_entries")
        .select("journal_entry_id as id")
        .where("public_id", "=", publicId)
        .executeTakeFirst();
    case "memo":
      return db
        .selectFrom("agency_memos")
        .select("agency_memo_id as id")
        .where("public_id", "=", publicId)
        .executeTakeFirst();
  }
}

/** What a document is attached to; undefined where it is attached to nothing of the journal. */
export async function getOwnerOfAttachment(
  { db }: PartnerDatabase,
  documentId: number,
): Promise<AttachmentOwner | undefined> {
  const row = await db
    .selectFrom("journal_attachments as attachment")
    .leftJoin("journal_drafts as draft", "draft.journal_draft_id", "attachment.journal_draft_id")
    .leftJoin("journal_entries as entry", "entry.journal_entry_id", "attachment.journal_entry_id")
    .select([
      "draft.journal_draft_id as draftRowId",
      "draft.public_id as draftId",
      "entry.journal_entry_id as entryRowId",
      "entry.public_id as entryId",
    ])
    .where("attachment.document_id", "=", documentId)
    .executeTakeFirst();
  if (row?.draftRowId && row.draftId) {
    return { type: "journal_draft", rowId: row.draftRowId, publicId: row.draftId };
  }
  if (row?.entryRowId && row.entryId) {
    return { type: "journal_entry", rowId: row.entryRowId, publicId: row.entryId };
  }
  return undefined;
}

/** In the order they came: those of an entry's draft are the entry's too. */
export async function listAttachments(
  scope: PartnerDatabase,
  { type, rowId }: AttachmentOwner,
): Promise<DocumentRecord[]> {
  if (type === "memo") return listMemoDocuments(scope, rowId);
  const rows = await scope.db
    .selectFrom("journal_attachments as attachment")
    .innerJoin("documents as document", "document.document_id", "attachment.document_id")
    .leftJoin("journal_drafts as draft", "draft.journal_draft_id", "attachment.journal_draft_id")
    .select("document.public_id")
    .where((eb) =>
      type === "journal_draft"
        ? eb("attachment.journal_draft_id", "=", rowId)
        : eb.or([
            eb("attachment.journal_entry_id", "=", rowId),
            eb("draft.journal_entry_id", "=", rowId),
          ]),
    )
    .orderBy("attachment.journal_attachment_id")
    .execute();
  return Promise.all(rows.map(({ public_id }) => getDocument(scope, public_id)));
}
