import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, textSchema } from "./common";

/** As browsers write bytes in JSON (WebAuthn 3, 5.1). */
function bytesSchema(lengthMax: number) {
  return z
    .string()
    .max(lengthMax)
    .regex(/^[\w-]*$/);
}

const credentialShape = {
  id: bytesSchema(1400).min(1),
  rawId: bytesSchema(1400).min(1),
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).nullish(),
  clientExtensionResults: z.record(z.string().max(100), z.unknown()).optional(),
};

/** What `navigator.credentials.create()` gives, by its `toJSON()`. */
export const passkeyMadeSchema = z
  .strictObject({
    ...credentialShape,
    response: z.strictObject({
      clientDataJSON: bytesSchema(4000),
      attestationObject: bytesSchema(20_000),
      authenticatorData: bytesSchema(10_000).optional(),
      publicKey: bytesSchema(10_000).optional(),
      publicKeyAlgorithm: z.number().int().optional(),
      transports: z
        .array(z.string().regex(/^[a-z-]{1,20}$/))
        .max(8)
        .optional(),
    }),
  })
  .openapi("PasskeyMade");

/** What `navigator.credentials.get()` gives. */
export const passkeyAnswerSchema = z
  .strictObject({
    ...credentialShape,
    response: z.strictObject({
      clientDataJSON: bytesSchema(4000),
      authenticatorData: bytesSchema(10_000),
      signature: bytesSchema(4000),
      userHandle: bytesSchema(200).nullish(),
    }),
  })
  .openapi("PasskeyAnswer");

export const newPasskeySchema = z.strictObject({
  name: textSchema(100).openapi({ example: "Ayesha's telephone" }),
  credential: passkeyMadeSchema,
});

export const renamePasskeySchema = z.strictObject({ name: textSchema(100) });

/** Handed to the browser as they are. */
export const passkeyOptionsSchema = z
  .looseObject({ challenge: z.string() })
  .openapi("PasskeyOptions", {
    description:
      "For PublicKeyCredential.parseCreationOptionsFromJSON() or parseRequestOptionsFromJSON(). Good for five minutes, once.",
  });

export const passkeySchema = z
  .object({
    id: idSchema("passkey"),
    name: z.string(),
    is_synced: z.boolean().openapi({ description: "It may be on more devices than one." }),
    created_at: instantSchema,
    last_used_at: z.union([instantSchema, z.null()]),
  })
  .openapi("Passkey");

export const passkeyListSchema = z.object({ data: z.array(passkeySchema) }).openapi("PasskeyList");
