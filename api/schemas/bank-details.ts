import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, pageOf, textSchema } from "./common";
import { bookableCurrencySchema } from "./partner";

const bankDetailsSchema = z
  .object({
    id: z.union([idSchema("supplierBankDetails"), z.null()]),
    object: z.literal("bank_details"),
    livemode: z.boolean(),
    supplier_id: idSchema("supplier"),
    bank_name: z.string(),
    account_holder_name: z.string(),
    account_number_last_four: z.string(),
    bank_identifier: z.union([z.string(), z.null()]),
    currency: z.string(),
    current: z.boolean().openapi({ description: "One of a supplier for each currency." }),
    approved_at: z.union([instantSchema, z.null()]),
    created_at: instantSchema,
  })
  .openapi("BankDetails");

export const bankDetailsPageSchema = pageOf(bankDetailsSchema, "BankDetailsPage");

export const newBankDetailsSchema = z
  .strictObject({
    bank_name: textSchema(160),
    account_holder_name: textSchema(200),
    account_number: z
      .string()
      .regex(/^[A-Z0-9]{4,34}$/)
      .openapi({
        description: "IBAN or the bank's own number, without spaces. Nobody is shown it again.",
        example: "BD0212345678901",
      }),
    bank_identifier: z
      .string()
      .regex(/^[A-Z0-9]{6,20}$/)
      .optional()
      .openapi({ description: "BIC or routing number.", example: "BRAKBDDH" }),
    currency: bookableCurrencySchema,
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
  })
  .openapi("NewBankDetails");
