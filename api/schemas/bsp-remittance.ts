import { z } from "@hono/zod-openapi";

import {
  dateSchema,
  idSchema,
  instantSchema,
  listQuerySchema,
  moneySchema,
  pageOf,
  textSchema,
} from "./common";
import { currencySchema } from "./fx-rate";

const nullable = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);

const billing = {
  market: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .openapi({ description: "Country of the settlement plan, as its files say.", example: "BD" }),
  remittance_ends_on: dateSchema.openapi({ description: "Last day of the remittance period." }),
  currency: currencySchema,
};

export const bspBillingQuerySchema = z.strictObject(billing);
export const bspBillingDocumentQuerySchema = listQuerySchema.extend(billing);

const sums = {
  documents: z.number().int(),
  gross: moneySchema.openapi({ description: "Of sales, refunds and what else is no memo." }),
  taxes: moneySchema.openapi({ description: "Within the gross." }),
  commission: moneySchema,
  memos: moneySchema,
  net_due: moneySchema,
  expected: moneySchema.openapi({ description: "By our books: 2011 less 1109." }),
  difference: moneySchema.openapi({ description: "Billed less expected." }),
  remitted: moneySchema.openapi({ description: "What was paid of it." }),
};

export const bspBillingSchema = z
  .object({
    object: z.literal("bsp_billing"),
    livemode: z.boolean(),
    ...billing,
    ...sums,
    airlines: z.array(
      z.object({
        airline: z.string().openapi({ description: "The three digits of its documents." }),
        supplier_id: nullable(idSchema("supplier")),
        supplier_name: nullable(z.string()),
        ...sums,
      }),
    ),
  })
  .openapi("BspBilling");

export const bspBillingDocumentPageSchema = pageOf(
  z
    .object({
      object: z.literal("bsp_billing_document"),
      livemode: z.boolean(),
      document_number: z.string(),
      code: z.string().openapi({ description: "TRNC", example: "TKTT" }),
      airline: z.string(),
      supplier_id: nullable(idSchema("supplier")),
      memo_id: nullable(idSchema("memo")),
      billed: moneySchema.openapi({ description: "Net of commission." }),
      expected: moneySchema,
      difference: moneySchema,
      treatment: z.enum(["accepted", "disputed"]).openapi({
        description: "Of a difference: a variance (5045, 7045), or in suspense (1901).",
      }),
      remitted: z.boolean(),
    })
    .openapi("BspBillingDocument"),
  "BspBillingDocumentPage",
);

export const newBspRemittanceSchema = z
  .strictObject({
    ...billing,
    payee_id: idSchema("supplier").openapi({
      description: "The settlement plan, a supplier of type `bsp` with approved bank details.",
    }),
    pays_on: dateSchema
      .optional()
      .openapi({ description: "When the bank is to pay, at the earliest; else today." }),
  })
  .openapi("NewBspRemittance");

export const bspRemittanceSchema = z
  .object({
    id: idSchema("bspRemittance"),
    object: z.literal("bsp_remittance"),
    livemode: z.boolean(),
    batch_code: z.string().openapi({ description: "What the bank knows it by (MsgId)." }),
    ...billing,
    remitted: moneySchema.openapi({ description: "Below zero: BSP pays us." }),
    documents: z.number().int(),
    payee_id: idSchema("supplier"),
    pays_on: dateSchema,
    bank_file: nullable(
      z.object({
        document_id: idSchema("document"),
        sha256: z.string(),
        url: z.string(),
      }),
    ).openapi({ description: "pain.001; null where nothing is ordered of the bank." }),
    journal_entry_id: idSchema("journalEntry"),
    state: z.enum(["ordered", "rejected"]),
    rejection: nullable(
      z.object({
        reason_code: z.string(),
        reason: nullable(z.string()),
        journal_entry_id: idSchema("journalEntry").openapi({
          description: "What mirrors the payment.",
        }),
        rejected_at: instantSchema,
      }),
    ).openapi({ description: "By the bank: its documents are due again." }),
    operation_id: idSchema("operation"),
    created_at: instantSchema,
  })
  .openapi("BspRemittance");

export const rejectBspRemittanceSchema = z
  .strictObject({
    reason_code: z
      .string()
      .regex(/^[A-Z0-9]{4}$/)
      .openapi({
        description: "Of the bank's answer: ExternalStatusReason1Code of ISO 20022, else NARR.",
        example: "AC01",
      }),
    reason: textSchema(500).optional().openapi({ description: "In the bank's words." }),
  })
  .openapi("RejectBspRemittance");

export const bspRemittanceQuerySchema = listQuerySchema.extend({
  remittance_ends_on: dateSchema.optional(),
});
