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
  "bank_details",
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

export const actorSchema = z.object({
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

/** With what was said of it, and who may still decide. */
export const approvalDetailSchema = approvalSchema
  .extend({
    changes: z
      .array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() }))
      .openapi({ description: "What would be other than it is, where it is a change." }),
    decisions: z.array(
      z.object({
        decision: z.enum(["approved", "rejected"]),
        user_id: idSchema("user"),
        on_behalf_of: z.union([idSchema("user"), z.null()]),
        reason: z.union([z.string(), z.null()]),
        decided_at: instantSchema,
      }),
    ),
    comments: z.array(
      z.object({
        id: idSchema("approvalComment"),
        author: actorSchema,
        text: z.string(),
        at: instantSchema,
      }),
    ),
    deciders: z
      .array(
        z.object({
          user_id: idSchema("user"),
          on_behalf_of: z.union([idSchema("user"), z.null()]),
        }),
      )
      .openapi({ description: "Who may still decide, fifty at most." }),
  })
  .openapi("ApprovalDetail");

export const approvalCountsSchema = z
  .object({
    object: z.literal("approval_counts"),
    livemode: z.boolean(),
    inbox: z.number().int().openapi({ description: "What the caller may decide on now." }),
    pending: z.number().int(),
    approved: z.number().int(),
    rejected: z.number().int(),
    withdrawn: z.number().int(),
    expired: z.number().int(),
  })
  .openapi("ApprovalCounts");

export const commentSchema = z
  .strictObject({ text: textSchema(2000) })
  .openapi("NewApprovalComment");

/** What an approval brought about. */
export const approvalOutcomeSchema = z
  .object({
    object: z.literal("approval_outcome"),
    livemode: z.boolean(),
    approval_id: idSchema("approval"),
    operation_id: idSchema("operation"),
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
