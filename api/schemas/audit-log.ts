import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, listQuerySchema, pageOf } from "./common";

const idText = z.string().regex(/^[\w:.-]{1,64}$/);

export const auditLogSchema = z
  .object({
    id: idSchema("auditLog"),
    object: z.literal("audit_log"),
    livemode: z.boolean(),
    event_type: z.string().openapi({ example: "customer.created" }),
    actor: z.object({
      type: z.enum(["user", "system", "api_token"]),
      id: z.union([z.string(), z.null()]),
    }),
    target: z.object({ type: z.string(), id: z.string() }),
    payload: z.unknown().openapi({ description: "What was done; of changes, before and after." }),
    request_id: z.union([z.string(), z.null()]),
    ip_address: z.union([z.string(), z.null()]),
    user_agent: z.union([z.string(), z.null()]),
    workflow_id: z.union([z.string(), z.null()]),
    content_hash: z.string().openapi({ description: "SHA-256 of everything the row says." }),
    seal: z.union([z.object({ sequence: z.number().int(), hash: z.string() }), z.null()]).openapi({
      description: "Its place in the chain; null for the seconds until it has one.",
    }),
    created_at: instantSchema,
  })
  .openapi("AuditLog");

export const auditLogPageSchema = pageOf(auditLogSchema, "AuditLogPage");

export const auditLogQuerySchema = listQuerySchema.extend({
  event_type: z
    .string()
    .regex(/^[a-z_]{1,40}\.(?:[a-z_.]{1,40}|\*)$/)
    .optional()
    .openapi({ description: "One type, or all of a resource.", example: "customer.*" }),
  actor_id: idText.optional(),
  target_id: idText.optional(),
  request_id: idText.optional(),
  created_from: instantSchema.optional(),
  created_before: instantSchema.optional(),
  text: z.string().min(3).max(100).optional().openapi({ description: "Anywhere in the payload." }),
});

export const auditExportQuerySchema = z.strictObject({
  format: z.enum(["ndjson", "csv"]).default("ndjson"),
  from_sequence: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).default(1),
});
