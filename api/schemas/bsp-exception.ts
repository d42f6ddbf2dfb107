import { z } from "@hono/zod-openapi";

import {
  bspResolutions,
  differenceKinds,
  suggestedActions,
} from "../../domain/bsp/matching/differences";
import { actorSchema } from "./approval";
import {
  dateSchema,
  idSchema,
  instantSchema,
  listQuerySchema,
  moneySchema,
  pageOf,
  textSchema,
} from "./common";

const nullable = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);
const states = ["open", "resolved"] as const;

export const bspExceptionSchema = z
  .object({
    id: idSchema("bspException"),
    object: z.literal("bsp_exception"),
    livemode: z.boolean(),
    file_id: idSchema("bspFile"),
    ordinal: nullable(z.number().int()).openapi({
      description: "Of the transaction in its file; null where BSP has none.",
    }),
    booking_id: nullable(idSchema("booking")),
    kind: z.enum(differenceKinds),
    field: nullable(z.string()).openapi({ example: "fare" }),
    document_number: z.string(),
    airline: z.string().openapi({ description: "The three digits of its documents." }),
    stated: nullable(z.string()).openapi({ description: "What the file says." }),
    expected: nullable(z.string()).openapi({ description: "What our books say." }),
    difference: moneySchema.openapi({
      description: "Stated less expected; above zero the airline wants more.",
    }),
    suggested_action: z.enum(suggestedActions),
    state: z.enum(states),
    resolution: nullable(z.string()).openapi({
      description: "accepted, claimed, disputed or waiting; superseded by a corrected file.",
    }),
    resolution_text: nullable(z.string()),
    resolved_at: nullable(instantSchema),
    journal_entry_id: nullable(idSchema("journalEntry")).openapi({
      description: "What accepting it posted.",
    }),
    rule_id: nullable(idSchema("bspRule")).openapi({
      description: "The rule that resolved or assigned it, or suggests to accept it.",
    }),
    assigned_to: nullable(idSchema("user")),
    due_on: nullable(dateSchema),
    version: z.number().int(),
    created_at: instantSchema,
  })
  .openapi("BspException");

export const bspExceptionDetailSchema = bspExceptionSchema
  .extend({
    comments: z.array(
      z.object({
        id: idSchema("bspExceptionComment"),
        author: actorSchema,
        text: z.string(),
        at: instantSchema,
      }),
    ),
  })
  .openapi("BspExceptionDetail");

export const bspExceptionPageSchema = pageOf(bspExceptionSchema, "BspExceptionPage");

export const bspExceptionQuerySchema = listQuerySchema.extend({
  file_id: idSchema("bspFile").optional(),
  state: z.enum(states).optional(),
  kind: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(differenceKinds)).min(1))
    .optional()
    .openapi({ type: "string", example: "missing_in_books,amount" }),
  document_number: z
    .string()
    .regex(/^\d{13}$/)
    .optional(),
  airline: z
    .string()
    .regex(/^\d{3}$/)
    .optional(),
  assigned_to: idSchema("user").optional(),
  rule_id: idSchema("bspRule").optional(),
});

/** As many as one page of the list. */
const idsSchema = z.array(idSchema("bspException")).min(1).max(100);

export const assignBspExceptionsSchema = z
  .strictObject({
    exception_ids: idsSchema,
    user_id: z.union([idSchema("user"), z.null()]),
    due_on: dateSchema.optional(),
  })
  .openapi("AssignBspExceptions");

export const resolveBspExceptionsSchema = z
  .strictObject({
    exception_ids: idsSchema,
    resolution: z.enum(bspResolutions),
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
  })
  .openapi("ResolveBspExceptions");

export const acceptBspExceptionsSchema = z
  .strictObject({
    exception_ids: idsSchema,
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
  })
  .openapi("AcceptBspExceptions");

export const bspExceptionsSchema = z
  .object({ data: z.array(bspExceptionSchema) })
  .openapi("BspExceptions");

export const bspAcceptanceSchema = bspExceptionsSchema
  .extend({ object: z.literal("bsp_acceptance") })
  .openapi("BspAcceptance");

export const bspExceptionSummaryQuerySchema = z.strictObject({
  file_id: idSchema("bspFile").optional(),
  billing_ends_on: dateSchema.optional(),
});

export const bspExceptionSummarySchema = z
  .object({
    object: z.literal("bsp_exception_summary"),
    livemode: z.boolean(),
    rows: z.array(
      z.object({
        airline: z.string().openapi({ description: "The three digits of its documents." }),
        kind: z.enum(differenceKinds),
        state: z.enum(states),
        resolution: nullable(z.string()),
        exceptions: z.number().int(),
        difference: moneySchema.openapi({ description: "Their sum, in one currency." }),
      }),
    ),
  })
  .openapi("BspExceptionSummary");

export const bspExceptionCommentSchema = z
  .strictObject({ text: textSchema(1000) })
  .openapi("NewBspExceptionComment");
