import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema } from "./common";

export const documentSchema = z
  .object({
    id: idSchema("document"),
    object: z.literal("document"),
    livemode: z.boolean(),
    type: z.enum(["e_ticket", "attachment"]),
    booking_id: z.union([idSchema("booking"), z.null()]),
    file_name: z.string(),
    content_type: z.string(),
    byte_size: z.number().int(),
    sha256: z.string(),
    content_url: z.string().openapi({ description: "Where its bytes are; needs the token too." }),
    created_at: instantSchema,
  })
  .openapi("Document");
