import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, listQuerySchema, pageOf, textSchema } from "./common";

const wordSchema = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

export const newConsentSchema = z
  .strictObject({
    purpose: wordSchema.openapi({ example: "marketing_email" }),
    status: z.enum(["given", "withdrawn"]),
    channel: wordSchema.openapi({ description: "How it was said.", example: "web_form" }),
    wording_version: textSchema(40)
      .optional()
      .openapi({ description: "Of the text the customer was shown." }),
    decided_at: instantSchema.openapi({ description: "When the customer said so." }),
  })
  .openapi("NewConsent");

export const consentSchema = z
  .object({
    id: idSchema("consent"),
    object: z.literal("consent"),
    livemode: z.boolean(),
    customer_id: idSchema("customer"),
    purpose: z.string(),
    status: z.enum(["given", "withdrawn"]),
    channel: z.string(),
    wording_version: z.union([z.string(), z.null()]),
    decided_at: instantSchema,
    created_at: instantSchema,
  })
  .openapi("Consent");

export const consentPageSchema = pageOf(consentSchema, "ConsentPage");
export const consentQuerySchema = listQuerySchema.extend({ purpose: wordSchema.optional() });

export const newPrivacyExportSchema = z
  .strictObject({ customer_id: idSchema("customer") })
  .openapi("NewPrivacyExport");

export const privacyExportSchema = z
  .object({
    object: z.literal("privacy_export"),
    livemode: z.boolean(),
    customer_id: idSchema("customer"),
    exported_at: instantSchema,
    data: z
      .record(z.string(), z.array(z.record(z.string(), z.unknown())))
      .openapi({ description: "All that is kept of the person, by table." }),
  })
  .openapi("PrivacyExport");

export const newErasureSchema = z
  .strictObject({ customer_id: idSchema("customer"), reason: textSchema(500) })
  .openapi("NewErasure");

export const erasureSchema = z
  .object({
    id: idSchema("erasure"),
    object: z.literal("erasure"),
    livemode: z.boolean(),
    customer_id: idSchema("customer"),
    reason: z.string(),
    erased_at: instantSchema,
  })
  .openapi("Erasure");
