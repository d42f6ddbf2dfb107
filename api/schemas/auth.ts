import { z } from "@hono/zod-openapi";

import { permissions } from "../../domain/permissions";
import { idSchema, instantSchema } from "./common";
import { emailSchema } from "./email";
import { passkeyAnswerSchema } from "./passkey";
import { userSchema } from "./user";

/** As it is typed: checked against what it should be only when it is set. */
export const passwordSchema = z.string().min(1).max(512).openapi({ format: "password" });
export const partnerCodeSchema = z
  .string()
  .min(1)
  .max(40)
  .openapi({ description: "The partner's code.", example: "NOVA" });

export const grantSchema = z.enum(["session", "tokens"]).default("session").openapi({
  description: "A session's cookie for a browser; an access and a refresh token for an app.",
});

export const loginSchema = z.strictObject({
  grant: grantSchema,
  partner: partnerCodeSchema,
  email: emailSchema,
  password: passwordSchema,
});

export const assuranceLevelSchema = z.union([z.literal(1), z.literal(2), z.literal(3)]).openapi({
  description:
    "NIST SP 800-63B: 1 a password, 2 with a second factor, 3 with a key bound to hardware.",
});

export const currentSessionSchema = z
  .object({
    id: idSchema("session"),
    assurance_level: assuranceLevelSchema,
    started_at: instantSchema,
    authenticated_at: instantSchema,
  })
  .openapi("CurrentSession");

export const sessionBegunSchema = z
  .object({
    status: z.literal("signed_in"),
    user_id: idSchema("user"),
    session: currentSessionSchema,
    csrf_token: z.string().openapi({
      description: "Send it as X-CSRF-Token with whatever is not a GET.",
    }),
  })
  .openapi("SignedIn");

export const tokensIssuedSchema = z
  .object({
    status: z.literal("signed_in"),
    user_id: idSchema("user"),
    session: currentSessionSchema,
    access_token: z.string(),
    token_type: z.literal("Bearer"),
    expires_in: z.number().int().openapi({ description: "Seconds." }),
    refresh_token: z.string().openapi({ description: "Works once, at POST /v1/auth/refresh." }),
    refresh_expires_at: instantSchema,
  })
  .openapi("TokensIssued");

export const signedInSchema = z.union([sessionBegunSchema, tokensIssuedSchema]);

export const refreshSchema = z.strictObject({ refresh_token: z.string().min(1).max(200) });

export const challengeSchema = z
  .object({
    status: z.literal("second_factor_required"),
    challenge: z.string().openapi({
      description: "Send it to POST /v1/auth/verify-otp, or with a passkey.",
    }),
    methods: z.array(z.enum(["totp", "passkey", "recovery_code"])),
    expires_at: instantSchema,
  })
  .openapi("SecondFactorRequired");

export const loginAnswerSchema = z.union([sessionBegunSchema, tokensIssuedSchema, challengeSchema]);

const codeSchema = z
  .string()
  .min(6)
  .max(40)
  .openapi({ description: "Of the authenticator, or a recovery code.", example: "123456" });

export const secondFactorChallengeSchema = z.string().min(1).max(2000);

export const verifyOtpSchema = z.strictObject({
  grant: grantSchema,
  challenge: secondFactorChallengeSchema,
  code: codeSchema,
});

export const totpSecretSchema = z
  .object({
    secret: z.string().openapi({ description: "Base 32, to type in." }),
    uri: z.string().openapi({ description: "otpauth://…, for a QR code." }),
  })
  .openapi("TotpSecret");

export const confirmTotpSchema = z.strictObject({
  code: z
    .string()
    .regex(/^\d{6}$/)
    .openapi({ example: "123456" }),
});

const recoveryCodes = z.array(z.string()).openapi({
  description: "Each signs in once in place of the authenticator. Shown now and never again.",
});

export const recoveryCodesSchema = z
  .object({ recovery_codes: recoveryCodes })
  .openapi("RecoveryCodes");

export const totpEnrolledSchema = z.union([
  sessionBegunSchema.extend({ recovery_codes: recoveryCodes }).openapi("TotpEnrolled"),
  tokensIssuedSchema.extend({ recovery_codes: recoveryCodes }).openapi("TotpEnrolledInApp"),
]);

const passkeyEnrolled = {
  passkey_id: idSchema("passkey"),
  recovery_codes: recoveryCodes.openapi({
    description: "With the first second factor; else none.",
  }),
};

export const secondFactorEnrolledSchema = z.union([
  sessionBegunSchema.extend(passkeyEnrolled).openapi("PasskeyRegistered"),
  tokensIssuedSchema.extend(passkeyEnrolled).openapi("PasskeyRegisteredInApp"),
]);

export const sessionSchema = z
  .object({
    id: idSchema("session"),
    is_current: z.boolean(),
    kind: z.enum(["browser", "app"]),
    assurance_level: assuranceLevelSchema,
    address: z.union([z.string(), z.null()]),
    user_agent: z.union([z.string(), z.null()]),
    started_at: instantSchema,
    last_seen_at: instantSchema,
    expires_at: instantSchema,
  })
  .openapi("Session");

export const sessionListSchema = z.object({ data: z.array(sessionSchema) }).openapi("SessionList");

export const profileSchema = z
  .object({
    user: userSchema,
    partner: z.object({ id: idSchema("partner"), name: z.string(), time_zone: z.string() }),
    permissions: z.array(z.enum(permissions)),
    session: currentSessionSchema,
  })
  .openapi("Profile");

const linkTokenSchema = z
  .string()
  .min(1)
  .max(200)
  .openapi({ description: "What follows #token= in the link that was mailed." });

export const newPasswordByLinkSchema = z.strictObject({
  token: linkTokenSchema,
  password: passwordSchema,
});

export const verifyEmailSchema = z.strictObject({ token: linkTokenSchema });

export const forgottenPasswordSchema = z.strictObject({
  partner: partnerCodeSchema,
  email: emailSchema,
});

export const changePasswordSchema = z.strictObject({
  current_password: passwordSchema,
  password: passwordSchema,
});

export const changeEmailSchema = z.strictObject({ email: emailSchema });

export const stepUpSchema = z
  .strictObject({
    password: passwordSchema.optional(),
    code: codeSchema.optional(),
    passkey: passkeyAnswerSchema.optional().openapi({
      description:
        "An answer to POST /v1/auth/passkeys/step-up-options: in place of the code, and of the password too where it verified its user.",
    }),
  })
  .refine(
    ({ password, passkey }) => password !== undefined || passkey !== undefined,
    "has a password or a passkey",
  );
