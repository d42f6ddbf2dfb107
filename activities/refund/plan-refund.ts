import { listRevenueSchedules } from "../../db/journal/list-revenue-schedules";
import { loadRates } from "../../db/journal/load-rates";
import type { PartnerDatabase } from "../../db/partner-scope";
import { getPartner } from "../../db/read/get-partner";
import type { BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { dayIn } from "../../domain/calendar";
import { invariant } from "../../domain/invariant";
import type { Posting } from "../../domain/journal/posting";
import type { Money } from "../../domain/money";
import { sum } from "../../domain/money";
import type { RefundedTicket, RefundEvent } from "../../domain/posting/refund";
import { netForCustomer, postRefund } from "../../domain/posting/refund";
import { saleTermsOf } from "../../domain/posting/sale-terms";
import type { ScheduleRelease, StoredSchedule } from "../../domain/posting/schedule";
import type { PricedTicketRefund, RefundTerms } from "../../domain/refund/price-refund";
import { formatTicketNumber } from "../../domain/ticket-number";

export interface PlannedRefund {
  readonly partner: PartnerRecord;
  readonly posting: Posting;
  readonly releases: readonly ScheduleRelease[];
  /** What stands in 2022 for the customer; zero where they owe us instead. */
  readonly payable: Money;
  /** What the customer gets; below zero: what they owe. */
  readonly customer: Money;
}

/** A refund posts once. */
export function refundPostingKey(refundId: string): string {
  return `refund:${refundId}`;
}

/**
 * What a refund does to the books, from what stands in them: deferred revenue goes back as far as
 * it still waits, income of the current period as far as it was recognised (accounting.md 5.5).
 */
export async function planRefund(
  scope: PartnerDatabase,
  booking: BookingRecord,
  refund: {
    readonly id: string;
    readonly tickets: readonly PricedTicketRefund[];
    readonly terms: RefundTerms;
    readonly at: string;
  },
): Promise<PlannedRefund> {
  const partner = await getPartner(scope);
  const schedules = await listRevenueSchedules(scope, booking.bookingId);
  const event = toRefundEvent(booking, refund, schedules);
  const eventDate = dayIn(partner.timeZone, refund.at);
  const rateOf = await loadRates(scope, [{ amount: booking.total }], partner, eventDate);
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  const { lines, releases, payable } = postRefund(event, {
    functional,
    ...(reporting === null ? {} : { reporting }),
    rateOf,
  });
  const numbers = refund.tickets.map(({ ticket }) => formatTicketNumber(ticket.number)).join(", ");
  return {
    partner,
    releases,
    payable,
    customer: netForCustomer(event),
    posting: {
      sourceType: "booking",
      sourceId: booking.publicId,
      eventDate,
      postingKey: refundPostingKey(refund.id),
      description: `Refund of ${booking.reference}: ${numbers}`.slice(0, 400),
      lines,
    },
  };
}

function toRefundEvent(
  booking: BookingRecord,
  { tickets, terms }: Pick<Parameters<typeof planRefund>[2], "tickets" | "terms">,
  schedules: readonly StoredSchedule[],
): RefundEvent {
  return {
    bookingId: booking.bookingId,
    customerId: booking.customer.customerId,
    productCode: booking.productCode,
    ...(booking.branchId === null ? {} : { branchId: booking.branchId }),
    kind: terms.kind,
    currency: booking.currency,
    fee: terms.fee,
    vatReturned: sum(
      booking.currency,
      tickets.map(({ vatReturned }) => vatReturned),
    ),
    tickets: tickets.map((ticket) => toRefundedTicket(booking, ticket, schedules)),
  };
}

function toRefundedTicket(
  booking: BookingRecord,
  priced: PricedTicketRefund,
  schedules: readonly StoredSchedule[],
): RefundedTicket {
  const { ticket } = priced;
  const fare = booking.fares.find(({ fareId }) => fareId === ticket.fareId);
  invariant(fare !== undefined, "each ticket has its fare");
  const serviceDate = firstServiceDay(booking, ticket.fareId);
  return {
    ticketId: ticket.ticketId,
    supplierId: fare.supplier.supplierId,
    ...saleTermsOf(booking, fare),
    ...(serviceDate === undefined ? {} : { serviceDate }),
    coupons: priced.coupons,
    fare: priced.fare,
    taxes: priced.taxTotal,
    penalty: priced.penalty,
    commissionRecalled: priced.commissionRecalled,
    markUpReturned: priced.markUpReturned,
    serviceFeeReturned: priced.serviceFeeReturned,
    discountRecovered: priced.discountRecovered,
    schedules: schedules.filter(({ ticketId }) => ticketId === ticket.ticketId),
  };
}

/** As the issuance dated its lines. */
function firstServiceDay(booking: BookingRecord, fareId: number): string | undefined {
  const fare = booking.fares.find((item) => item.fareId === fareId);
  const flown = new Set(fare?.coupons.map(({ segmentId }) => segmentId));
  return booking.segments
    .filter(({ segmentId }) => flown.has(segmentId))
    .map(({ departsLocal }) => departsLocal.slice(0, 10))
    .toSorted()[0];
}
