import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";

import type { PartnerDatabase } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import type { BookingRecord } from "../../domain/booking-record";
import { toPublicId } from "../../domain/ids";
import { invariant } from "../../domain/invariant";
import { formatDocumentKey } from "../../suppliers/documents/document-key";
import type { DocumentStore } from "../../suppliers/documents/port";
import type { DeliverETicketInput } from "../../temporal/contract/deliver-message";
import type { MessageDependencies } from "./message-activities";

/** The document as it lies in the store. */
export interface StoredPaper {
  readonly publicId: string;
  readonly rowId: number;
  readonly fileName: string;
  readonly body: Buffer;
}

/**
 * Renders an e-ticket or a voucher and stores it. The document's id follows from the event: a second run finds
 * its own document. Equal input renders to equal bytes; where the agency's papers have come to look
 * otherwise between two attempts, the one whose row is written first is the document.
 */
export async function preparePaper(
  { documents }: MessageDependencies,
  scope: PartnerDatabase,
  input: DeliverETicketInput,
  {
    booking,
    name,
    render,
  }: {
    readonly booking: BookingRecord;
    /** What its file is called, before the booking's reference. */
    readonly name: "e-ticket" | "voucher";
    readonly render: () => Promise<Buffer>;
  },
): Promise<StoredPaper> {
  const publicId = documentIdOf(input);
  const earlier = await findStored(documents, scope, publicId);
  if (earlier !== undefined) return earlier;
  const body = await render();
  const sha256 = createHash("sha256").update(body).digest("hex");
  const issuedAt = booking.issuedAt ?? booking.createdAt;
  const key = formatDocumentKey({
    partnerId: input.partner,
    year: issuedAt.slice(0, 4),
    month: issuedAt.slice(5, 7),
    documentId: `${publicId}-${sha256.slice(0, 16)}`,
    extension: "pdf",
  });
  await documents.put({ key, body, contentType: "application/pdf", sha256 });
  const fileName = `${name}-${booking.reference}.pdf`;
  const own = {
    publicId,
    key,
    sha256,
    byteSize: body.length,
    bookingId: booking.bookingId,
    fileName,
  };
  const rowId = await insertDocument(scope, own);
  if (rowId !== undefined) return { publicId, rowId, fileName, body };
  const stored = await findStored(documents, scope, publicId);
  invariant(stored !== undefined, "the document is there, by its key");
  if (!stored.body.equals(body)) await documents.remove(key);
  return stored;
}

function documentIdOf({ eventId, messageType }: DeliverETicketInput): string {
  const digest = createHash("sha256").update(`${eventId}:${messageType}`).digest();
  return toPublicId("document", digest.subarray(0, 16));
}

async function findStored(
  documents: DocumentStore,
  { db }: PartnerDatabase,
  publicId: string,
): Promise<StoredPaper | undefined> {
  const row = await db
    .selectFrom("documents")
    .select(["document_id", "storage_key", "file_name"])
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { stream } = await documents.get(row.storage_key);
  const body = await buffer(stream);
  return { publicId, rowId: row.document_id, fileName: row.file_name, body };
}

/** Undefined where an attempt that had been given up on was first. */
async function insertDocument(
  scope: PartnerDatabase,
  document: {
    readonly publicId: string;
    readonly key: string;
    readonly sha256: string;
    readonly byteSize: number;
    readonly bookingId: number;
    readonly fileName: string;
  },
): Promise<number | undefined> {
  try {
    const { insertId } = await scope.db
      .insertInto("documents")
      .values({
        public_id: document.publicId,
        document_type: "e_ticket",
        booking_id: document.bookingId,
        file_name: document.fileName,
        content_type: "application/pdf",
        byte_size: document.byteSize,
        sha256: document.sha256,
        storage_key: document.key,
      })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return undefined;
  }
}
