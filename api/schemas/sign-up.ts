import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, textSchema } from "./common";
import { emailSchema } from "./email";
import { bookableCurrencySchema, timeZoneSchema } from "./partner";

const codeSchema = z
  .string()
  .regex(/^[A-Z][A-Z0-9-]{1,19}$/)
  .openapi({
    description: "By which its people name the agency when they sign in.",
    example: "NOVA",
  });

export const newSignUpSchema = z
  .strictObject({
    agency: z.strictObject({
      code: codeSchema,
      name: textSchema(200).openapi({ example: "Nova Travel" }),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .openapi({ description: "ISO 3166-1 alpha-2.", example: "BD" }),
      functional_currency: bookableCurrencySchema.openapi({ example: "BDT" }),
      time_zone: timeZoneSchema,
      fiscal_year_start_month: z.number().int().min(1).max(12).default(1),
    }),
    administrator: z.strictObject({
      email: emailSchema,
      full_name: textSchema(200).openapi({ example: "Ayesha Rahman" }),
    }),
    sample_data: z.boolean().default(false).openapi({
      description: "Some customers, and bookings at the sandbox of the GDS.",
    }),
  })
  .openapi("NewSignUp");

export const verifySignUpSchema = z
  .strictObject({
    token: z.string().min(1).max(200).openapi({ description: "From the link that was mailed." }),
    code: codeSchema.optional().openapi({
      description: "Another code, where somebody has the first (duplicate_code).",
    }),
  })
  .openapi("VerifySignUp");

export const signUpSchema = z
  .object({
    id: idSchema("signUp"),
    object: z.literal("sign_up"),
    status: z.enum(["awaiting_verification", "creating", "ready", "expired"]),
    stages: z.array(z.object({ stage: z.string(), at: instantSchema })).openapi({
      description: "What has happened, in its order.",
    }),
    partner: z.union([z.object({ id: z.string(), code: z.string() }), z.null()]).openapi({
      description: "Once it is taken up. Its administrator is mailed a link to choose a password.",
    }),
  })
  .openapi("SignUp");
