import type { PartnerTransaction } from "../../db/partner-scope";
import { listCouponReports } from "../../db/read/coupon-reports";
import { getBooking } from "../../db/read/get-booking";
import { getPartnerSettings } from "../../db/read/partner-settings";
import { listWaitingSlices } from "../../db/read/waiting-slices";
import { writeAudit } from "../../db/write/audit";
import { changeBooking } from "../../db/write/change-booking";
import { insertCouponReports, insertScheduleMoves } from "../../db/write/coupon-reports";
import { lockBooking } from "../../db/write/lock-booking";
import type { ActContext } from "../../domain/actor";
import { dayIn } from "../../domain/calendar";
import type { CouponReport, ToldCoupon } from "../../domain/coupon-reports";
import { planCouponReports } from "../../domain/coupon-reports";
import { moveSlices } from "../../domain/move-slices";

export interface ReportedCoupon {
  readonly report: CouponReport;
  /** Slices of deferred revenue that fall due on its day from now on. */
  readonly movedSlices: number;
}

export interface ReportedCoupons {
  readonly bookingVersion: number;
  readonly coupons: readonly ReportedCoupon[];
}

/**
 * Keeps what became of coupons: a flown one is so marked, and what waits for its flight falls due
 * by the rule of its outcome. What was recognised before stays recognised. Refuses what
 * `planCouponReports` does.
 */
export async function reportCoupons(
  transaction: PartnerTransaction,
  {
    bookingId,
    told,
    assertVersion,
    context,
    now,
    at,
  }: {
    readonly bookingId: string;
    readonly told: readonly ToldCoupon[];
    readonly assertVersion: (version: number) => void;
    readonly context: ActContext;
    /** The same instant, for a calendar and for a column. */
    readonly now: string;
    readonly at: string;
  },
): Promise<ReportedCoupons> {
  await lockBooking(transaction, bookingId);
  const booking = await getBooking(transaction, bookingId);
  assertVersion(booking.version);
  const { noShowRecognition: noShow, timeZone } = await getPartnerSettings(transaction);
  const earlier = await listCouponReports(transaction, booking.bookingId);
  const facts = { earlier, noShow, today: dayIn(timeZone, now) };
  const reports = planCouponReports(booking, told, facts);
  const slices = await listWaitingSlices(transaction, booking.bookingId);
  const moves = moveSlices(booking, slices, { reports, earlier });
  const ids = await insertCouponReports(transaction, reports);
  await insertScheduleMoves(
    transaction,
    moves.map(({ report, ...move }) => ({
      ...move,
      couponReportId: ids[reports.indexOf(report)] ?? null,
    })),
  );
  const named = reports.map(
    ({ ticket, couponNumber, outcome }) => [`${ticket.number}/${couponNumber}`, outcome] as const,
  );
  await changeBooking(transaction, booking, {
    set: {},
    changes: Object.fromEntries(
      named.map(([coupon, outcome]) => [`coupon_${coupon}`, [null, outcome]]),
    ),
    at,
  });
  const event = {
    type: "booking.coupons_reported",
    targetType: "booking",
    targetId: bookingId,
    payload: {
      booking_ref: booking.reference,
      coupons: named.map(([coupon, outcome]) => `${coupon} ${outcome}`),
      moved_slices: moves.length,
    },
  };
  await writeAudit(transaction, context, [event], at);
  return {
    bookingVersion: booking.version + 1,
    coupons: reports.map((report) => ({
      report,
      movedSlices: moves.filter((move) => move.report === report).length,
    })),
  };
}
