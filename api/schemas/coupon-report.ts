import { z } from "@hono/zod-openapi";

import { couponOutcomes } from "../../domain/coupon-reports";
import { dateSchema, documentNumberSchema, idSchema } from "./common";

const coupon = {
  ticket_number: documentNumberSchema.openapi({ example: "9971234567890" }),
  coupon_number: z.number().int().min(1).max(4),
};
const expiresOnSchema = dateSchema.optional().openapi({
  description:
    "Until when the coupon may be given back or exchanged. Without it a year after the ticket was issued, or after its first flight once that is reported as flown.",
});

const toldCouponSchema = z.discriminatedUnion("outcome", [
  z.strictObject({
    ...coupon,
    outcome: z.literal("flown"),
    on: dateSchema.optional().openapi({ description: "Without it the day of its departure." }),
  }),
  z.strictObject({ ...coupon, outcome: z.literal("no_show"), expires_on: expiresOnSchema }),
  z.strictObject({ ...coupon, outcome: z.literal("unused"), expires_on: expiresOnSchema }),
]);

export const reportCouponsSchema = z
  .strictObject({ coupons: z.array(toldCouponSchema).min(1).max(100) })
  .openapi("ReportCoupons");

export const dueRuleSchema = z
  .enum(["scheduled", "flown", "no_show", "no_show_expiry", "unused_expiry", "schedule_change"])
  .openapi({
    description:
      "Why it is due on its day: as it was scheduled at issue; the day it was flown; the day of the flight that was missed; the day on which a missed or an unused coupon expires; the day to which the airline has moved the flight.",
  });

export const couponReportsSchema = z
  .object({
    object: z.literal("coupon_reports"),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    coupons: z.array(
      z.object({
        ticket_number: z.string(),
        coupon_number: z.number().int(),
        outcome: z.enum(couponOutcomes),
        on: dateSchema,
        expires_on: z.union([dateSchema, z.null()]),
        rule: dueRuleSchema,
        due_on: dateSchema,
        moved_lines: z.number().int().openapi({
          description:
            "Lines of deferred revenue that fall due on this day from now on. None where they did before, or have been recognised.",
        }),
      }),
    ),
  })
  .openapi("CouponReports");
