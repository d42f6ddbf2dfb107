import { createHash } from "node:crypto";

import type { PartnerDatabase } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import { toPublicId } from "../../domain/ids";
import { formatDocumentKey } from "../../suppliers/documents/document-key";
import type { DeliverMessageInput } from "../../temporal/contract/deliver-message";
import { renderETicket } from "./e-ticket/render-e-ticket";
import type { MessageDependencies } from "./message-activities";
import { readETicket } from "./read-e-ticket";

/**
 * Renders the e-ticket and stores it. The document's id follows from the event, and equal input
 * renders to equal bytes: a second run finds its own document.
 */
export function createPrepareETicket(dependencies: MessageDependencies) {
  return async function prepareETicket(
    input: DeliverMessageInput,
  ): Promise<{ readonly documentId: string }> {
    const scope = await dependencies.openPartner(input.partner);
    const documentId = documentIdOf(input);
    if (await isStored(scope, documentId)) return { documentId };
    const { booking, eTicket } = await readETicket(scope, input.bookingId);
    const body = await renderETicket(eTicket);
    const sha256 = createHash("sha256").update(body).digest("hex");
    const issuedAt = booking.issuedAt ?? booking.createdAt;
    const key = formatDocumentKey({
      partnerId: input.partner,
      year: issuedAt.slice(0, 4),
      month: issuedAt.slice(5, 7),
      documentId,
      extension: "pdf",
    });
    await dependencies.documents.put({ key, body, contentType: "application/pdf", sha256 });
    await insertDocument(scope, {
      documentId,
      key,
      sha256,
      byteSize: body.length,
      bookingId: booking.bookingId,
      fileName: `e-ticket-${booking.reference}.pdf`,
    });
    return { documentId };
  };
}

function documentIdOf({ eventId, messageType }: DeliverMessageInput): string {
  const digest = createHash("sha256").update(`${eventId}:${messageType}`).digest();
  return toPublicId("document", digest.subarray(0, 16));
}

async function isStored({ db }: PartnerDatabase, documentId: string): Promise<boolean> {
  const row = await db
    .selectFrom("documents")
    .select("document_id")
    .where("public_id", "=", documentId)
    .executeTakeFirst();
  return row !== undefined;
}

async function insertDocument(
  { db }: PartnerDatabase,
  document: {
    readonly documentId: string;
    readonly key: string;
    readonly sha256: string;
    readonly byteSize: number;
    readonly bookingId: number;
    readonly fileName: string;
  },
): Promise<void> {
  try {
    await db
      .insertInto("documents")
      .values({
        public_id: document.documentId,
        document_type: "e_ticket",
        booking_id: document.bookingId,
        file_name: document.fileName,
        content_type: "application/pdf",
        byte_size: document.byteSize,
        sha256: document.sha256,
        storage_key: document.key,
      })
      .execute();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
