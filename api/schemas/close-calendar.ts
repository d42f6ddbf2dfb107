import { z } from "@hono/zod-openapi";

import { approvalActs } from "../../domain/approval-policy/acts";
import { closeSteps } from "../../domain/period/close-calendar";
import { dateSchema, idSchema, instantSchema } from "./common";
import { periodStatusSchema } from "./period";

const linkSchema = z.union([z.string(), z.null()]);

export const closeCalendarEntrySchema = z
  .object({
    object: z.literal("close_calendar_entry"),
    livemode: z.boolean(),
    period_id: idSchema("period"),
    code: z.string().openapi({ example: "2026-11" }),
    fiscal_year: z.number().int(),
    starts_on: dateSchema,
    ends_on: dateSchema,
    status: periodStatusSchema,
    due_on: dateSchema.openapi({
      description:
        "By when it is to be closed: as many working days after its end as the partner has settled. Public holidays are not kept.",
    }),
    overdue: z.boolean(),
    steps: z.array(
      z.object({
        step: z.enum(closeSteps),
        status: z.enum(["done", "waiting", "blocked", "not_begun"]),
        waits_for: z.union([
          z
            .object({
              permission: z.string(),
              roles: z
                .array(z.string())
                .openapi({ description: "Codes of the partner's roles that have it." }),
            })
            .openapi({ description: "Who may take it now." }),
          z.null(),
        ]),
        blocked_by: z.array(
          z.object({
            what: z.string().openapi({
              description: "An item of the newest checklist, or the code of a period before it.",
            }),
            text: z.union([z.string(), z.null()]),
            link: linkSchema,
          }),
        ),
      }),
    ),
    approvals: z
      .array(
        z.object({
          id: idSchema("approval"),
          act: z.enum(approvalActs),
          requested_at: instantSchema,
          expires_at: z.union([instantSchema, z.null()]),
          waits_for: z
            .array(z.string())
            .openapi({ description: "Public ids of the people who may still decide." }),
        }),
      )
      .openapi({ description: "What waits for another person's word." }),
    recognised_through: z.union([dateSchema, z.null()]),
    checklist: z.union([
      z.object({ id: idSchema("periodChecklist"), passed: z.boolean(), checked_at: instantSchema }),
      z.null(),
    ]),
  })
  .openapi("CloseCalendarEntry");
