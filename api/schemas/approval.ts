import { z } from "@hono/zod-openapi";

import { approvalActSchema } from "./approval-policy";
import { idSchema, instantSchema, textSchema } from "./common";

export const approvalKindSchema = z.enum([
  "journal_draft",
  "period_reopening",
  "recurring_journal",
  "policy_change",
  "user_access",
  "credit_limit",
  "operation_resolution",
  "workflow",
]);
export const approvalStatusSchema = z.enum([
  "pending",
  "approved",
  "rejected",
  "withdrawn",
  "expired",
]);

const actorSchema = z.object({
  type: z.enum(["user", "system", "api_token"]),
  id: z.union([z.string(), z.null()]),
});

export const approvalSchema = z
  .object({
    id: idSchema("approval"),
    object: z.literal("approval"),
    livemode: z.boolean(),
    kind: approvalKindSchema,
    act: approvalActSchema.openapi({ description: "Whose policy it goes by." }),
    subject_id: z.string(),
    request: z.record(z.string(), z.unknown()).openapi({
      description: "What is approved, as it was when it was asked for.",
    }),
    status: approvalStatusSchema,
    maker: actorSchema,
    requested_at: instantSchema,
    maker_reason: z.union([z.string(), z.null()]),
    automatic: z.boolean().openapi({
      description: "Whether the policy asked nobody: it was below the first threshold.",
    }),
    approvers_required: z.number().int(),
    expires_at: z.union([instantSchema, z.null()]).openapi({
      description: "When it can no longer be approved, and is asked for anew.",
    }),
    checker: z.union([actorSchema, z.null()]).openapi({
      description: "Who decided last; the system where it was the policy, or the time.",
    }),
    decided_at: z.union([instantSchema, z.null()]),
    reason: z.union([z.string(), z.null()]),
    version: z.number().int(),
  })
  .openapi("Approval");

/** What an approval brought about. */
export const approvalOutcomeSchema = z
  .object({
    object: z.literal("approval_outcome"),
    livemode: z.boolean(),
    approval_id: idSchema("approval"),
    operation_id: z.union([idSchema("operation"), z.null()]).openapi({
      description: "What posted it; null where one transaction did it all.",
    }),
    outcome: z.object({ type: z.string(), id: z.string() }).openapi({
      example: { type: "journal_entry", id: "je_01hxv2ztq3k4m5n6p7q8r9s0t1" },
    }),
  })
  .openapi("ApprovalOutcome");

export const approveSchema = z
  .strictObject({ reason: textSchema(500).optional() })
  .openapi("Approve");

export const declineSchema = z
  .strictObject({ reason: textSchema(500).min(3).openapi({ description: "Why; audited." }) })
  .openapi("Decline");
