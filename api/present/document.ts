import type { z } from "@hono/zod-openapi";

import type { DocumentRecord } from "../../db/read/documents";
import type { documentSchema } from "../schemas/document";

export function presentDocument(
  document: DocumentRecord,
  livemode: boolean,
): z.infer<typeof documentSchema> {
  return {
    id: document.publicId,
    object: "document",
    livemode,
    type: document.type,
    booking_id: document.bookingId,
    file_name: document.fileName,
    content_type: document.contentType,
    byte_size: document.byteSize,
    sha256: document.sha256,
    content_url: `/v1/documents/${document.publicId}/content`,
    created_at: document.createdAt,
  };
}
