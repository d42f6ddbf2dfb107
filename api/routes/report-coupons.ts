import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getBookingHead } from "../../db/read/get-booking";
import type { ReportedCoupons } from "../../services/booking/report-coupons";
import { reportCoupons } from "../../services/booking/report-coupons";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { requireMatch } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, ifMatchHeadersSchema } from "../schemas/common";
import { couponReportsSchema, reportCouponsSchema } from "../schemas/coupon-report";

const reportRoute = createRoute({
  method: "post",
  path: "/v1/bookings/{booking_id}/report-coupons",
  tags: ["Bookings"],
  summary: "Report coupons as flown, missed, or unused",
  description:
    "All of them or none. `unused`: taken off its flight, the ticket keeps its value until it expires. Revenue that waits for the coupon's flight falls due by the outcome's rule; what was recognised before stays. A voided, refunded or exchanged coupon: `coupon_not_open`. One that was reported, but for a flight that was taken after all: `coupon_reported`. A flight that has not left: `coupon_not_departed`.",
  ...permitted("coupon.report.partner", { branches: "own" }),
  request: {
    params: z.object({ booking_id: idSchema("booking") }),
    headers: idempotencyHeadersSchema.extend(ifMatchHeadersSchema.shape),
    body: jsonBody(reportCouponsSchema),
  },
  responses: {
    200: json(couponReportsSchema, "What was kept"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

export function registerReportCoupons(router: Router, dependencies: ApiDependencies): void {
  router.openapi(reportRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope, livemode } = c.get("principal");
    const bookingId = c.req.valid("param").booking_id;
    const assertVersion = requireMatch(c);
    assertSeen(c, await getBookingHead(scope, bookingId), "booking");
    const told = c.req.valid("json").coupons.map((coupon) => ({
      ticketNumber: coupon.ticket_number,
      couponNumber: coupon.coupon_number,
      outcome: coupon.outcome,
      ...(coupon.outcome === "flown" ? { on: coupon.on } : { expiresOn: coupon.expires_on }),
    }));
    return answerOnce(c, dependencies, request, async (transaction) => {
      const now = dependencies.now();
      const reported = await reportCoupons(transaction, {
        bookingId,
        told,
        assertVersion,
        context: toActContext(c),
        now,
        at: toDateTime(now),
      });
      return {
        status: 200,
        body: present(bookingId, reported, livemode),
        headers: { ETag: `"v${reported.bookingVersion}"` },
      };
    });
  });
}

function present(
  bookingId: string,
  { coupons }: ReportedCoupons,
  livemode: boolean,
): z.infer<typeof couponReportsSchema> {
  return {
    object: "coupon_reports",
    livemode,
    booking_id: bookingId,
    coupons: coupons.map(({ report, movedSlices }) => ({
      ticket_number: report.ticket.number,
      coupon_number: report.couponNumber,
      outcome: report.outcome,
      on: report.on,
      expires_on: report.expiresOn,
      rule: report.rule,
      due_on: report.dueOn,
      moved_lines: movedSlices,
    })),
  };
}
