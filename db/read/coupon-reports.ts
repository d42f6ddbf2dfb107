import type { EarlierReport } from "../../domain/coupon-reports";
import type { PartnerDatabase } from "../partner-scope";

/** What was told of a booking's coupons, in the order of the telling. */
export async function listCouponReports(
  { db }: PartnerDatabase,
  bookingId: number,
): Promise<(EarlierReport & { readonly expiresOn: string | null })[]> {
  const rows = await db
    .selectFrom("coupon_reports as report")
    .innerJoin(
      "booking_ticket_coupons as coupon",
      "coupon.booking_ticket_coupon_id",
      "report.booking_ticket_coupon_id",
    )
    .innerJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "coupon.booking_ticket_id")
    .where("ticket.booking_id", "=", bookingId)
    .orderBy("report.coupon_report_id")
    .select([
      "coupon.booking_ticket_id as ticketId",
      "coupon.coupon_number as couponNumber",
      "report.outcome_kind as outcome",
      "report.occurred_on as on",
      "report.expires_on as expiresOn",
    ])
    .execute();
  return rows;
}
