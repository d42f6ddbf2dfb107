import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import type { DocumentRecord } from "./documents";
import { getDocument } from "./documents";

export interface AttachmentOwner {
  readonly type: "journal_draft" | "journal_entry";
  readonly rowId: number;
  readonly publicId: string;
}

export async function getAttachmentOwner(
  { db }: PartnerDatabase,
  type: AttachmentOwner["type"],
  publicId: string,
): Promise<AttachmentOwner> {
  const row =
    type === "journal_draft"
      ? await db
          .selectFrom("journal_drafts")
          .select("journal_draft_id as id")
          .where("public_id", "=", publicId)
          .executeTakeFirst()
      : await db
          .selectFrom("journal_entries")
          .select("journal_entry_id as id")
          .where("public_id", "=", publicId)
          .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such draft or entry.");
  return { type, rowId: row.id, publicId };
}

/** In the order they came: those of an entry's draft are the entry's too. */
export async function listAttachments(
  scope: PartnerDatabase,
  { type, rowId }: AttachmentOwner,
): Promise<DocumentRecord[]> {
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
