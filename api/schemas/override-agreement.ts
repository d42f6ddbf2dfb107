import { z } from "@hono/zod-openapi";

import {
  dateSchema,
  idSchema,
  instantSchema,
  listQuerySchema,
  moneySchema,
  pageOf,
} from "./common";

const kindSchema = z.enum(["override", "incentive"]);
const percentSchema = z
  .string()
  .regex(/^\d{1,2}(?:\.\d{1,4})?$/u)
  .openapi({ example: "1.5" });
const expectedVolumeSchema = z.union([moneySchema, z.null()]).openapi({
  description:
    "Of the whole time. Null: only what the volume has reached is expected. Above it the volume itself counts.",
});
const highlyProbableSchema = z.boolean().openapi({
  description:
    "That the expected volume will be reached (IFRS 15.56). Where it is not, only what was reached is accrued.",
});
const tierSchema = z.strictObject({ from: moneySchema, percent: percentSchema });

export const overrideAgreementSchema = z
  .object({
    id: idSchema("overrideAgreement"),
    object: z.literal("override_agreement"),
    livemode: z.boolean(),
    code: z.string(),
    supplier_id: idSchema("supplier"),
    kind: kindSchema,
    valid_from: dateSchema,
    valid_until: dateSchema,
    tiers: z.array(z.object(tierSchema.shape)),
    expected_volume: expectedVolumeSchema,
    highly_probable: highlyProbableSchema,
    active: z.boolean(),
    accrued: moneySchema.openapi({ description: "By now, over all periods." }),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("OverrideAgreement");

export const overrideAgreementPageSchema = pageOf(overrideAgreementSchema, "OverrideAgreementPage");

export const newOverrideAgreementSchema = z
  .strictObject({
    code: z
      .string()
      .regex(/^[A-Z0-9-]{1,40}$/u)
      .openapi({ description: "Never changes.", example: "BG-2026" }),
    supplier_id: idSchema("supplier"),
    kind: kindSchema,
    valid_from: dateSchema,
    valid_until: dateSchema,
    tiers: z.array(tierSchema).min(1).max(20).openapi({
      description:
        "From which volume on which percentage of all of it is paid, each step for more and at a higher one.",
    }),
    expected_volume: expectedVolumeSchema.optional(),
    highly_probable: highlyProbableSchema.optional(),
  })
  .refine(({ valid_from: from, valid_until: until }) => from <= until, {
    message: "ends when it begins or later",
    path: ["valid_until"],
  })
  .openapi("NewOverrideAgreement");

export const changeOverrideAgreementSchema = z
  .strictObject({
    expected_volume: expectedVolumeSchema.optional(),
    highly_probable: highlyProbableSchema.optional(),
    active: z.boolean().optional().openapi({
      description: "One that was ended earns nothing: the next accrual takes back what it had.",
    }),
  })
  .openapi("ChangeOverrideAgreement");

export const overrideAgreementQuerySchema = listQuerySchema.extend({
  supplier_id: idSchema("supplier").optional(),
});

export const accrualsSchema = z
  .object({
    object: z.literal("accruals"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    period_id: idSchema("period"),
    journal_entry_id: z.union([idSchema("journalEntry"), z.null()]),
    agreements: z.array(
      z.object({
        override_agreement_id: idSchema("overrideAgreement"),
        volume: moneySchema.openapi({ description: "Fares sold by the end of the period." }),
        expected: moneySchema,
        probable: moneySchema,
        accrued_before: moneySchema,
        accrued: moneySchema.openapi({ description: "By this entry; below zero taken back." }),
      }),
    ),
  })
  .openapi("Accruals");
