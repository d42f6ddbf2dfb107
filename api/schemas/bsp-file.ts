import { z } from "@hono/zod-openapi";

import { bspFileStates } from "../../domain/bsp/file-states";
import { dateSchema, idSchema, instantSchema, listQuerySchema, pageOf, textSchema } from "./common";

/** Of the file as it is sent, packed or not; larger ones come by SFTP. */
export const bspFileBytesMax = 16 * 1024 * 1024;
export const contentLengthMax = Math.ceil(bspFileBytesMax / 3) * 4;
/** What a request with the largest file may have around it. */
export const bspFileBodyBytesMax = contentLengthMax + 4_096;

export const newBspFileSchema = z
  .strictObject({
    file_name: z
      .string()
      .regex(/^[\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}_ ().-]{0,119}$/u)
      .openapi({ example: "BDhtBSP_20260316.hot" }),
    content: z.base64().min(4).max(contentLengthMax).openapi({
      description:
        "The bytes in base64: a HOT file, or rows that a mapping reads; as it is or packed with gzip.",
    }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .openapi({ description: "Of the bytes; others are refused." }),
    column_mapping_id: idSchema("bspColumnMapping")
      .optional()
      .openapi({ description: "By what its columns are read. Without it the file is HOT." }),
    billing_ends_on: dateSchema.optional().openapi({
      description: "Of a file by a mapping that has no column for it.",
    }),
    final: z
      .boolean()
      .optional()
      .openapi({ description: "Of a file by a mapping: whether it has all of its period." }),
    replaces: idSchema("bspFile")
      .optional()
      .openapi({ description: "Of a file by a mapping: the imported one that it corrects." }),
  })
  .openapi("NewBspFile");

const amountSchema = z.string().openapi({ example: "49650.00" });
const nullable = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);

export const bspFileSchema = z
  .object({
    id: idSchema("bspFile"),
    object: z.literal("bsp_file"),
    livemode: z.boolean(),
    file_name: z.string(),
    source: z.enum(["upload", "sftp", "folder"]),
    byte_size: z.number().int(),
    sha256: z.string(),
    state: z.enum(bspFileStates),
    operation_id: nullable(idSchema("operation")),
    column_mapping_id: nullable(idSchema("bspColumnMapping")).openapi({
      description: "By what its columns were read, as it stood then; of a HOT file null.",
    }),
    settlement_plan: nullable(z.string()),
    market: nullable(z.string()).openapi({ description: "ISO 3166" }),
    sequence: nullable(z.number().int()),
    billing_period: nullable(z.object({ from: z.string(), to: z.string() })),
    final: nullable(z.boolean()).openapi({
      description: "Whether it closes its billing period: only then is looked for what BSP lacks.",
    }),
    transactions: nullable(z.number().int()),
    matches: z.record(z.string(), z.number().int()).openapi({
      description: "How many matched, differ, are missing in the books, …",
      example: { matched: 118, different: 2 },
    }),
    totals: z.array(
      z.object({
        currency: z.string(),
        gross: amountSchema,
        taxes: amountSchema,
        commission: amountSchema,
        remittance: amountSchema,
      }),
    ),
    supersedes: nullable(idSchema("bspFile")),
    superseded_by: nullable(idSchema("bspFile")),
    failure: nullable(
      z.object({
        code: z.string().openapi({ example: "bsp_file_inconsistent" }),
        text: z.string(),
        details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      }),
    ).openapi({ description: "Why it was quarantined: line, record, column, figure." }),
    created_at: instantSchema,
    finished_at: nullable(instantSchema),
  })
  .openapi("BspFile");

export const bspFilePageSchema = pageOf(bspFileSchema, "BspFilePage");

export const bspFileQuerySchema = listQuerySchema.extend({
  state: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(bspFileStates)).min(1))
    .optional()
    .openapi({ type: "string", example: "quarantined" }),
  billing_ends_on: z.iso.date().optional(),
});

export const cancelBspFileSchema = z
  .strictObject({ note: textSchema(500).min(3).openapi({ description: "Why; audited with who." }) })
  .openapi("CancelBspFile");
