import { z } from "@hono/zod-openapi";

import { normalizeRange } from "../../domain/address-ranges";
import { latestApiVersion } from "../../domain/api-versions";
import { tokenStatuses } from "../../domain/token";
import { idSchema, instantSchema, listQuerySchema, textSchema } from "./common";
import { permissionSchema, permissionsSchema } from "./role";

const expirySchema = instantSchema.openapi({
  description: "A person's token expires within 365 days, and after them where this is not given.",
});
const rangeSchema = z
  .string()
  .max(49)
  .transform((text, context) => {
    const range = normalizeRange(text);
    if (range !== undefined) return range;
    context.addIssue({ code: "custom", message: "is an IP address or a range in CIDR" });
    return z.NEVER;
  })
  .openapi({ type: "string", example: "192.0.2.0/24" });

export const tokenSchema = z
  .object({
    id: idSchema("token"),
    object: z.literal("token"),
    livemode: z.boolean(),
    kind: z.enum(["personal", "service"]),
    name: z.string(),
    prefix: z.string().openapi({
      description: "What the token begins with.",
      example: "tvb_test_0aB1cD2eF3gH4iJ5",
    }),
    user_id: z.union([idSchema("user"), z.null()]),
    permissions: z.union([z.array(permissionSchema), z.null()]).openapi({
      description: "Null: all that its person may do. A person's token never does more than they.",
    }),
    allowed_addresses: z.array(z.string()).openapi({ description: "From anywhere, where empty." }),
    api_version: z.string().openapi({
      description:
        "The version of the API that it is answered in: that of the request that made it. A Travobooks-Version header is heard first.",
      example: latestApiVersion,
    }),
    status: z.enum(tokenStatuses),
    expires_at: z.union([instantSchema, z.null()]),
    last_used_at: z.union([instantSchema, z.null()]).openapi({ description: "To the minute." }),
    revoked_at: z.union([instantSchema, z.null()]),
    rotated_from: z.union([idSchema("token"), z.null()]),
    created_at: instantSchema,
    version: z.number().int(),
  })
  .openapi("Token");

export const createdTokenSchema = tokenSchema
  .extend({
    token: z.union([z.string(), z.null()]).openapi({
      description:
        "The token itself, shown this once. Null where the request is repeated: rotate it if it was lost.",
    }),
  })
  .openapi("CreatedToken");

const newTokenShape = {
  name: textSchema(120),
  allowed_addresses: z.array(rangeSchema).max(50).default([]),
  expires_at: expirySchema.optional(),
};
export const newTokenSchema = z
  .strictObject({ ...newTokenShape, permissions: permissionsSchema })
  .openapi("NewToken");

export const newPersonalTokenSchema = z
  .strictObject({
    ...newTokenShape,
    permissions: permissionsSchema.optional().openapi({
      description:
        "All that you may do at each request, where absent; or what the calling token may now, where a token asks.",
    }),
  })
  .openapi("NewPersonalToken");

export const rotateTokenSchema = z
  .strictObject({
    overlap_hours: z
      .number()
      .int()
      .min(0)
      .max(168)
      .default(24)
      .openapi({ description: "How long the old token goes on, at most." }),
  })
  .openapi("RotateToken");

export const listPersonalTokensSchema = listQuerySchema.extend({
  status: z.enum(tokenStatuses).optional(),
});

export const listTokensSchema = listPersonalTokensSchema.extend({
  kind: z.enum(["personal", "service"]).optional(),
  user_id: idSchema("user").optional(),
});
