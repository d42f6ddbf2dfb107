import { z } from "@hono/zod-openapi";

import {
  idSchema,
  instantSchema,
  metadataSchema,
  moneyInputSchema,
  moneySchema,
  textSchema,
} from "./common";

const customerTypes = z.enum(["retail", "corporate", "sub_agency", "online", "group"]);

export const newCustomerSchema = z
  .strictObject({
    code: z
      .string()
      .regex(/^[\w./-]{1,40}$/)
      .openapi({ description: "Your own code for the customer; unique.", example: "CUST-0042" }),
    type: customerTypes.default("retail"),
    display_name: textSchema(200).openapi({ example: "Ayesha Rahman" }),
    email: z.email().max(254).optional(),
    phone: z
      .string()
      .regex(/^\+?[\d ()-]{5,40}$/)
      .optional(),
    tax_registration_number: textSchema(40).optional(),
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .default("en"),
    payment_terms_days: z.number().int().min(0).max(365).default(0),
    credit_limit: moneyInputSchema.optional(),
    metadata: metadataSchema.optional(),
  })
  .openapi("NewCustomer");

export const creditLimitSchema = z
  .strictObject({
    credit_limit: z
      .union([moneyInputSchema, z.null()])
      .openapi({ description: "Null: none of their own." }),
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
  })
  .openapi("CreditLimitRequest");

export const customerSchema = z
  .object({
    id: idSchema("customer"),
    object: z.literal("customer"),
    livemode: z.boolean(),
    code: z.string(),
    type: customerTypes,
    display_name: z.string(),
    email: z.union([z.string(), z.null()]),
    phone: z.union([z.string(), z.null()]),
    tax_registration_number: z.union([z.string(), z.null()]),
    language: z.string(),
    payment_terms_days: z.number().int(),
    credit_limit: z.union([moneySchema, z.null()]),
    status: z.enum(["active", "credit_hold", "dormant", "archived"]),
    metadata: z.record(z.string(), z.string()),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("Customer");
