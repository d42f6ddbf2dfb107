import type { BookingRecord } from "./booking-record";
import type { CouponReport, EarlierReport, MoveRule } from "./coupon-reports";
import type { DeferredPolicy } from "./recognition";

/** A slice of which something still waits. */
export interface WaitingSlice {
  readonly lineId: number;
  readonly ticketId: number | null;
  readonly policy: DeferredPolicy;
  readonly segmentId: number | null;
  readonly dueOn: string;
  readonly moves: number;
}

export interface SliceMove {
  readonly slice: WaitingSlice;
  readonly rule: MoveRule;
  readonly dueOn: string;
  readonly report: CouponReport;
}

/**
 * Which slices fall due on another day by what was told of coupons. Each waits for its flight,
 * under `at_departure` for the first one; under `over_service_period` for the journey, which is
 * given up once none of its flights was taken or can be.
 */
export function moveSlices(
  booking: BookingRecord,
  slices: readonly WaitingSlice[],
  told: { readonly reports: readonly CouponReport[]; readonly earlier: readonly EarlierReport[] },
): SliceMove[] {
  return slices.flatMap((slice) => {
    const ofTicket = told.reports.filter(({ firstTicketId }) => firstTicketId === slice.ticketId);
    const report =
      slice.policy === "over_service_period"
        ? givenUp(booking, ofTicket, told.earlier)
        : ofTicket.find(({ segmentId }) => segmentId === slice.segmentId);
    if (report === undefined || report.dueOn === slice.dueOn) return [];
    return [{ slice, rule: report.rule, dueOn: report.dueOn, report }];
  });
}

/** The report that expires last, where every coupon of the ticket waits for its expiry. */
function givenUp(
  booking: BookingRecord,
  reports: readonly CouponReport[],
  earlier: readonly EarlierReport[],
): CouponReport | undefined {
  const [first] = reports;
  if (first === undefined) return undefined;
  const lapsing = reports.filter(({ rule }) => rule !== "flown" && rule !== "no_show");
  const isTold = (ticketId: number, coupon: number) =>
    lapsing.some(
      (report) => report.ticket.ticketId === ticketId && report.couponNumber === coupon,
    ) ||
    earlier.some(
      (report) =>
        report.ticketId === ticketId &&
        report.couponNumber === coupon &&
        report.outcome !== "flown",
    );
  const isAll = booking.tickets
    .filter(({ firstTicketNumber }) => firstTicketNumber === first.ticket.firstTicketNumber)
    .every(({ ticketId, coupons }) =>
      coupons.every(
        ({ couponNumber, status }) => status !== "FLOWN" && isTold(ticketId, couponNumber),
      ),
    );
  if (!isAll) return undefined;
  return lapsing.toSorted((left, right) => left.dueOn.localeCompare(right.dueOn)).at(-1);
}
