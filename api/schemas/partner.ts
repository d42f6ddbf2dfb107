import { z } from "@hono/zod-openapi";

import { currencies } from "../../domain/currency";
import { recognitionPolicies } from "../../domain/recognition";
import { isTimeZone } from "../../domain/time-zone";
import { instantSchema, textSchema } from "./common";
import { currencySchema } from "./fx-rate";

const recognitionSchema = z
  .enum(recognitionPolicies)
  .openapi({ description: "When it is revenue; holds for what is issued from now on." });
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, "is an IANA time zone")
  .openapi({ example: "Asia/Dhaka" });
export const bookableCurrencySchema = currencySchema.refine(
  (code) => currencies.get(code)?.isActive === true,
  "is a currency of ISO 4217",
);
const prefixSchema = z
  .string()
  .regex(/^[A-Z]{1,6}$/)
  .openapi({ description: "Of the references of bookings made from now on.", example: "TVB" });

export const partnerSchema = z
  .object({
    id: z.string().openapi({ example: "ptn_01hxv2ztq3k4m5n6p7q8r9s0t1" }),
    object: z.literal("partner"),
    livemode: z.boolean(),
    code: z.string(),
    name: z.string(),
    status: z.enum(["onboarding", "active", "suspended", "closed", "deleted"]).openapi({
      description: "Unless it is active, the partner reads and exports, and changes nothing.",
    }),
    status_reason: z.union([z.string(), z.null()]),
    status_changed_at: z.union([instantSchema, z.null()]),
    deletion: z
      .union([
        z.object({
          requested_at: instantSchema,
          requested_by: z.union([z.string(), z.null()]),
          due_at: z.union([instantSchema, z.null()]).openapi({
            description: "Null until another person has confirmed it.",
          }),
        }),
        z.null(),
      ])
      .openapi({ description: "That the partner is to be deleted." }),
    country: z.string(),
    time_zone: z.string(),
    functional_currency: z.string(),
    reporting_currency: z.union([z.string(), z.null()]),
    fiscal_year_start_month: z.number().int(),
    booking_reference_prefix: z.string(),
    commission_recognition: recognitionSchema,
    mark_up_recognition: recognitionSchema,
    service_fee_recognition: recognitionSchema,
    iata_number: z.union([z.string(), z.null()]),
    contact_email: z.union([z.string(), z.null()]),
    contact_phone: z.union([z.string(), z.null()]),
    postal_address: z.union([z.string(), z.null()]),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("Partner");

export const changePartnerSchema = z
  .strictObject({
    name: textSchema(200).optional(),
    time_zone: timeZoneSchema.optional(),
    reporting_currency: z
      .union([bookableCurrencySchema, z.null()])
      .optional()
      .openapi({ description: "Can be changed until the first entry is posted." }),
    booking_reference_prefix: prefixSchema.optional(),
    commission_recognition: recognitionSchema.optional(),
    mark_up_recognition: recognitionSchema.optional(),
    service_fee_recognition: recognitionSchema.optional(),
    iata_number: z
      .union([z.string().regex(/^\d{8}$/), z.null()])
      .optional()
      .openapi({ example: "12345675" }),
    contact_email: z.union([z.email().max(254), z.null()]).optional(),
    contact_phone: z.union([z.string().regex(/^\+?[\d ()-]{5,40}$/), z.null()]).optional(),
    postal_address: z.union([textSchema(400), z.null()]).optional(),
  })
  .openapi("ChangePartner");

export const partnerStatusActSchema = z
  .strictObject({
    reason: textSchema(500).openapi({ example: "The agency has been sold." }),
  })
  .openapi("PartnerStatusAct");

export const requestDeletionSchema = z
  .strictObject({
    reason: textSchema(500).openapi({ example: "The agency has been sold." }),
    without_export: z.boolean().default(false).openapi({
      description: "Although nobody has exported everything in the last 30 days.",
    }),
  })
  .openapi("RequestDeletion");
