import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, listQuerySchema, textSchema } from "./common";
import { emailSchema } from "./email";

const namedSchema = (kind: "role" | "branch") =>
  z.object({ id: idSchema(kind), code: z.string(), name: z.string() });

export const userSchema = z
  .object({
    id: idSchema("user"),
    livemode: z.boolean(),
    email: z.string(),
    email_verified_at: z.union([instantSchema, z.null()]),
    full_name: z.string(),
    status: z.enum(["invited", "active", "disabled"]),
    roles: z.array(namedSchema("role")),
    branches: z.array(namedSchema("branch")).openapi({
      description: "The only ones they are let near; all of them where it is empty.",
    }),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("User");

export const invitationSchema = z.strictObject({
  email: emailSchema,
  full_name: textSchema(200),
  role_ids: z.array(idSchema("role")).max(20).default([]),
});

export const listUsersSchema = listQuerySchema.extend({
  email: z.string().max(254).optional(),
  status: z.enum(["invited", "active", "disabled"]).optional(),
  role_id: idSchema("role").optional(),
});
