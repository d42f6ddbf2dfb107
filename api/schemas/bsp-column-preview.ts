import { z } from "@hono/zod-openapi";

import { columnReadingSchema } from "./bsp-column-mapping";
import { contentLengthMax } from "./bsp-file";
import { dateSchema, idSchema } from "./common";

export const previewBspColumnsSchema = z
  .strictObject({
    content: z
      .base64()
      .min(4)
      .max(contentLengthMax)
      .openapi({ description: "The bytes in base64, as they are or packed with gzip." }),
    column_mapping_id: idSchema("bspColumnMapping").optional(),
    mapping: columnReadingSchema
      .optional()
      .openapi({ description: "One that is not kept yet; else `column_mapping_id`." }),
    billing_ends_on: dateSchema.optional(),
  })
  .refine(({ column_mapping_id: id, mapping }) => (id === undefined) !== (mapping === undefined), {
    message: "names either column_mapping_id or mapping",
  })
  .openapi("PreviewBspColumns");

const amountSchema = z.string().openapi({ example: "49650.00" });

export const bspColumnPreviewSchema = z
  .object({
    object: z.literal("bsp_column_preview"),
    livemode: z.boolean(),
    header: z.array(z.string()).openapi({ description: "The columns as the file names them." }),
    rows_read: z.number().int(),
    whole: z.boolean().openapi({ description: "Whether that is all of the file." }),
    rows: z.array(
      z.object({
        line: z.number().int(),
        code: z.string(),
        airline: z.string(),
        agent: z.string(),
        document_number: z.string(),
        related_document: z.union([z.string(), z.null()]),
        issued_on: z.string(),
        billing_ends_on: z.string(),
        remittance_ends_on: z.string(),
        currency: z.string(),
        fare: amountSchema,
        taxes: amountSchema.openapi({ description: "Without the penalty." }),
        penalty: amountSchema,
        gross: amountSchema,
        commission: amountSchema.openapi({ description: "Below zero where it is the agent's." }),
        tax_on_commission: amountSchema,
        form_of_payment: z.string(),
        remittance: amountSchema,
        passenger_name: z.string(),
      }),
    ),
    faults: z.array(
      z.object({
        code: z.string().openapi({ example: "bsp_file_malformed" }),
        line: z.union([z.number().int(), z.null()]),
        column: z.union([z.string(), z.null()]),
        text: z.string(),
      }),
    ),
  })
  .openapi("BspColumnPreview");
