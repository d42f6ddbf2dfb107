import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, textSchema } from "./common";

export const delegationSchema = z
  .object({
    id: idSchema("approvalDelegation"),
    object: z.literal("approval_delegation"),
    livemode: z.boolean(),
    delegator_id: idSchema("user"),
    delegate_id: idSchema("user"),
    starts_at: instantSchema,
    ends_at: instantSchema,
    revoked_at: z.union([instantSchema, z.null()]),
    is_active: z.boolean(),
    reason: z.string(),
    version: z.number().int(),
  })
  .openapi("ApprovalDelegation");

export const newDelegationSchema = z
  .strictObject({
    delegate_id: idSchema("user"),
    starts_at: z.iso
      .datetime()
      .optional()
      .openapi({ description: "At once without it.", example: "2026-12-01T00:00:00Z" }),
    ends_at: z.iso.datetime().openapi({ example: "2026-12-24T00:00:00Z" }),
    reason: textSchema(500).min(3).openapi({ description: "Why; audited." }),
  })
  .openapi("NewApprovalDelegation");
