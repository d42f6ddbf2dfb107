import { z } from "@hono/zod-openapi";

import { approvalActs } from "../../domain/approval-policy/acts";
import { approversMax } from "../../domain/approval-policy/policy";
import { permissions } from "../../domain/permissions";
import { moneyInputSchema, moneySchema, textSchema } from "./common";

export const approvalActSchema = z.enum(approvalActs);

const levelSchema = z.object({ from: moneySchema, approvers: z.number().int() });

export const approvalPolicySchema = z
  .object({
    object: z.literal("approval_policy"),
    livemode: z.boolean(),
    act: approvalActSchema,
    name: z.string(),
    is_measured: z.boolean().openapi({ description: "Whether the act has an amount." }),
    is_default: z.boolean().openapi({ description: "Built in: the partner has settled nothing." }),
    levels: z.array(levelSchema).openapi({
      description:
        "From which amount on how many people approve, in the functional currency. None: nobody is asked, and the act is recorded as approved by its policy.",
    }),
    approver_permission: z.string(),
    approver_role: z.union([z.string(), z.null()]).openapi({
      description: "Code of the role that an approver has besides the permission.",
    }),
    ttl_hours: z.number().int(),
    version: z.number().int(),
  })
  .openapi("ApprovalPolicy");

export const changeApprovalPolicySchema = z
  .strictObject({
    levels: z
      .array(
        z.strictObject({
          from: moneyInputSchema,
          approvers: z.number().int().min(1).max(approversMax),
        }),
      )
      .max(5),
    approver_permission: z.enum(permissions).default("approval.decide.partner"),
    approver_role: z.union([z.string().min(1).max(40), z.null()]).default(null),
    ttl_hours: z.number().int().min(1).max(2160),
    reason: textSchema(500).min(3).openapi({ description: "Why; audited." }),
  })
  .openapi("ApprovalPolicyChange");
