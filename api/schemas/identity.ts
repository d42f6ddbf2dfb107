import { z } from "@hono/zod-openapi";

import { isOwnPath } from "../../domain/own-path";
import { grantSchema, partnerCodeSchema, sessionBegunSchema, tokensIssuedSchema } from "./auth";
import { challengeSchema } from "./auth";
import { idSchema, instantSchema, listQuerySchema, pageOf, textSchema } from "./common";

const rules = {
  name: textSchema(100).openapi({ example: "Our directory" }),
  email_domains: z
    .array(
      z
        .string()
        .max(200)
        .toLowerCase()
        .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
        .openapi({ example: "nova.example" }),
    )
    .max(50)
    .openapi({
      description:
        "Whose addresses the issuer may vouch for. Where there are any, whoever has no verified address of theirs is refused.",
    }),
  links_by_email: z.boolean().openapi({
    description:
      "Whether a first sign-in finds the person by the address that the issuer has verified. Else they link it themselves, signed in.",
  }),
  unknown_people: z.enum(["refused", "invited"]).openapi({
    description: "An invited person has no role until somebody gives them one.",
  }),
  accepts_second_factor: z.boolean().openapi({
    description: "Whether `mfa` in the issuer's `amr` counts as a second factor here.",
  }),
};

export const identityProviderSchema = z
  .object({
    id: idSchema("identityProvider"),
    object: z.literal("identity_provider"),
    livemode: z.boolean(),
    issuer: z.string(),
    client_id: z.string(),
    has_client_secret: z.boolean(),
    redirect_uri: z.string().openapi({ description: "To be registered at the issuer." }),
    ...rules,
    email_domains: z.array(z.string()),
    active: z.boolean(),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("IdentityProvider");

export const identityProviderPageSchema = pageOf(identityProviderSchema, "IdentityProviderPage");
export const identityProviderQuerySchema = listQuerySchema;

const printable = /^[\x21-\x7e]+$/;
const clientSecretSchema = z.string().min(1).max(500).regex(printable);

export const newIdentityProviderSchema = z
  .strictObject({
    ...rules,
    issuer: z
      .string()
      .max(400)
      .regex(printable)
      .openapi({ description: "https. Never changes.", example: "https://login.example.com" }),
    client_id: z.string().min(1).max(255).regex(printable).openapi({ example: "travobooks" }),
    client_secret: clientSecretSchema.optional().openapi({ description: "Shown to nobody again." }),
    email_domains: rules.email_domains.default([]),
    links_by_email: rules.links_by_email.default(false),
    unknown_people: rules.unknown_people.default("refused"),
    accepts_second_factor: rules.accepts_second_factor.default(false),
  })
  .openapi("NewIdentityProvider");

export const changeIdentityProviderSchema = z
  .strictObject({
    name: rules.name.optional(),
    email_domains: rules.email_domains.optional(),
    links_by_email: rules.links_by_email.optional(),
    unknown_people: rules.unknown_people.optional(),
    accepts_second_factor: rules.accepts_second_factor.optional(),
    client_secret: clientSecretSchema.optional(),
    active: z.boolean().optional(),
  })
  .openapi("ChangeIdentityProvider");

const returnToSchema = z
  .string()
  .max(500)
  .refine(isOwnPath, "is a path on this host")
  .default("/")
  .openapi({ description: "A path on this host, told again at the end.", type: "string" });

export const beginOpenIdSchema = z.strictObject({
  partner: partnerCodeSchema,
  provider_id: idSchema("identityProvider").optional(),
  return_to: returnToSchema,
  grant: grantSchema,
});

export const linkIdentitySchema = z.strictObject({
  provider_id: idSchema("identityProvider"),
  return_to: returnToSchema,
});

export const openIdBegunSchema = z
  .object({
    provider_id: idSchema("identityProvider"),
    authorization_url: z.string().openapi({ description: "Where the browser goes." }),
    expires_at: instantSchema,
    binding: z.string().optional().openapi({
      description: "For an app, which has no cookie: send it to POST /v1/auth/oidc/complete.",
    }),
  })
  .openapi("OpenIdBegun");

const answerPart = z.string().min(1).max(2000);

export const completeOpenIdSchema = z.strictObject({
  provider_id: idSchema("identityProvider").openapi({
    description: "Of the path that the issuer redirected to.",
  }),
  state: z.string().min(1).max(200),
  code: answerPart.optional(),
  iss: answerPart.optional(),
  error: answerPart.optional(),
  binding: z.string().min(1).max(200).optional(),
});

const returned = { return_to: z.string() };

export const openIdAnswerSchema = z.union([
  sessionBegunSchema.extend(returned).openapi("SignedInByIssuer"),
  tokensIssuedSchema.extend(returned).openapi("TokensIssuedByIssuer"),
  challengeSchema.extend(returned).openapi("SecondFactorRequiredByIssuer"),
  z
    .object({ status: z.literal("linked"), identity_id: idSchema("userIdentity"), ...returned })
    .openapi("IdentityLinked"),
]);

export const identitySchema = z
  .object({
    id: idSchema("userIdentity"),
    provider_id: idSchema("identityProvider"),
    provider_name: z.string(),
    issuer: z.string(),
    created_at: instantSchema,
    last_used_at: instantSchema,
  })
  .openapi("Identity");

export const identityListSchema = z
  .object({ data: z.array(identitySchema) })
  .openapi("IdentityList");
