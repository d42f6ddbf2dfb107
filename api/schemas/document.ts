import { z } from "@hono/zod-openapi";

import { attachmentBytesMax } from "../../domain/attachment";
import { idSchema, instantSchema, pageOf } from "./common";

export const documentSchema = z
  .object({
    id: idSchema("document"),
    object: z.literal("document"),
    livemode: z.boolean(),
    type: z.enum(["e_ticket", "attachment", "report", "partner_archive", "logo", "bank_file"]),
    booking_id: z.union([idSchema("booking"), z.null()]),
    file_name: z.string(),
    content_type: z.string(),
    byte_size: z.number().int(),
    sha256: z.string(),
    content_url: z.string().openapi({ description: "Where its bytes are; needs the token too." }),
    created_at: instantSchema,
  })
  .openapi("Document");

export const attachmentsSchema = pageOf(documentSchema, "Attachments");

/** Base64 has four characters for three bytes. */
const contentLengthMax = Math.ceil(attachmentBytesMax / 3) * 4;

/** What a request with the largest attachment may have around it. */
export const attachmentBodyBytesMax = contentLengthMax + 4_096;

export const newAttachmentSchema = z
  .strictObject({
    file_name: z
      .string()
      .regex(/^[\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}_ ().-]{0,119}$/u)
      .openapi({ example: "invoice-4711.pdf" }),
    content_type: z.enum(["application/pdf", "image/jpeg", "image/png", "text/csv"]),
    content: z
      .base64()
      .min(1)
      .max(attachmentBodyBytesMax)
      .openapi({ description: "The bytes in base64." }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .openapi({ description: "Of the bytes; others are refused." }),
  })
  .openapi("NewAttachment");
