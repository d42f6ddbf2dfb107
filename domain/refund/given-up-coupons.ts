import type { BookedTicket, BookingRecord } from "../booking-record";
import type { ChosenTickets } from "../chosen-tickets";
import { chooseTickets } from "../chosen-tickets";
import type { Coupons } from "../posting/schedule";
import { Refusal } from "../refusal";

/** How a supplier says a coupon stands, in the words of its port. */
export interface CouponStanding {
  readonly coupon: number;
  readonly status: string;
}

/** One coupon, by the document that it is on. */
export interface DocumentCoupon {
  readonly ticketNumber: string;
  readonly coupon: number;
}

export interface GivenUpTicket {
  readonly ticket: BookedTicket;
  /** Segments of the coupons that are given up; "all" where these leave nothing to use. */
  readonly coupons: Coupons;
  readonly documents: readonly GivenUpDocument[];
}

/** Coupons of a document by what becomes of them; those refunded before are in none. */
export interface GivenUpDocument {
  readonly ticketId: number;
  readonly number: string;
  readonly givenUpCoupons: readonly number[];
  readonly usedCoupons: readonly number[];
  /** Still good after the refund. */
  readonly keptCoupons: readonly number[];
}

/**
 * Which tickets a refund concerns. Refuses (`TICKET_NOT_REFUNDABLE`) a booking without any, and
 * tickets that were voided, refunded or exchanged before.
 */
export function chooseRefundedTickets(
  booking: BookingRecord,
  asked: readonly string[] | "all",
): ChosenTickets {
  const chosen = chooseTickets(booking, asked);
  if (chosen.documents.length === 0) {
    throw new Refusal(
      "TICKET_NOT_REFUNDABLE",
      "The booking has no ticket that could be refunded.",
      { state: booking.state },
    );
  }
  for (const { number, status } of chosen.documents) {
    if (status !== "ISSUED") throw notRefundable(number, status);
  }
  return chosen;
}

/**
 * The coupons that go back to the airline: those named, and of a ticket of which none is named each
 * that was not used. Refuses a ticket with nothing to give up, and a coupon to be given up that is
 * not open (`TICKET_NOT_REFUNDABLE`): at an airport it is released first.
 */
export function giveUpCoupons(
  { tickets, documents }: ChosenTickets,
  standing: ReadonlyMap<string, readonly CouponStanding[]>,
  named: readonly DocumentCoupon[] = [],
): GivenUpTicket[] {
  return tickets.map((ticket) => {
    const ofTicket = documents.filter(
      ({ firstTicketNumber }) => firstTicketNumber === ticket.firstTicketNumber,
    );
    const asked = named.filter(({ ticketNumber }) =>
      ofTicket.some(({ number }) => number === ticketNumber),
    );
    const parts = ofTicket.map((document) => ({
      document,
      part: toGivenUp(
        document,
        standing.get(document.number) ?? [],
        asked.length === 0 ? "unused" : couponsOf(document.number, asked),
      ),
    }));
    const segments = parts.flatMap(({ document, part }) =>
      document.coupons
        .filter(({ couponNumber }) => part.givenUpCoupons.includes(couponNumber))
        .map(({ segmentId }) => segmentId),
    );
    if (segments.length === 0) throw notRefundable(ticket.number, "used");
    const leavesNothing = parts.every(
      ({ part }) => part.usedCoupons.length === 0 && part.keptCoupons.length === 0,
    );
    return {
      ticket,
      coupons: leavesNothing ? "all" : segments,
      documents: parts.map(({ part }) => part),
    };
  });
}

/** Those of the documents that are given up. */
export function listGivenUp(documents: readonly GivenUpDocument[]): DocumentCoupon[] {
  return documents.flatMap(({ number, givenUpCoupons }) =>
    givenUpCoupons.map((coupon) => ({ ticketNumber: number, coupon })),
  );
}

/** Whether coupons of the ticket stay good: only a part of it is refunded. */
export function isPart({ documents }: Pick<GivenUpTicket, "documents">): boolean {
  return documents.some(({ keptCoupons }) => keptCoupons.length > 0);
}

function couponsOf(number: string, coupons: readonly DocumentCoupon[]): number[] {
  return coupons.filter(({ ticketNumber }) => ticketNumber === number).map(({ coupon }) => coupon);
}

function toGivenUp(
  { ticketId, number, coupons }: BookedTicket,
  standing: readonly CouponStanding[],
  asked: readonly number[] | "unused",
): GivenUpDocument {
  const states = coupons.map(({ couponNumber: coupon, status }) => ({
    coupon,
    status: statusOf(status, standing.find((one) => one.coupon === coupon)?.status),
    isRefunded: status === "REFUNDED",
  }));
  const unused = states.filter(({ status, isRefunded }) => status !== "used" && !isRefunded);
  const givenUp =
    asked === "unused"
      ? unused
      : asked.map((coupon) => {
          const found = states.find((state) => state.coupon === coupon);
          if (found !== undefined) return found;
          throw new Refusal("NOT_FOUND", `Ticket ${number} has no such coupon.`, { coupon });
        });
  const stuck = givenUp.find(({ status }) => status !== "open");
  if (stuck !== undefined) throw notRefundable(number, stuck.status, stuck.coupon);
  return {
    ticketId,
    number,
    givenUpCoupons: toNumbers(givenUp),
    usedCoupons: toNumbers(states.filter(({ status }) => status === "used")),
    keptCoupons: toNumbers(unused.filter((state) => !givenUp.includes(state))),
  };
}

/** What the supplier says of a coupon, unless our books have closed it or it does not say. */
function statusOf(own: string, supplier: string | undefined): string {
  if (own === "FLOWN") return "used";
  return own === "OPEN" && supplier !== undefined ? supplier : own.toLowerCase();
}

function toNumbers(states: readonly { readonly coupon: number }[]): number[] {
  return states.map(({ coupon }) => coupon);
}

function notRefundable(ticket: string, status: string, coupon?: number): Refusal {
  const what = coupon === undefined ? `Ticket ${ticket}` : `Coupon ${coupon} of ticket ${ticket}`;
  return new Refusal(
    "TICKET_NOT_REFUNDABLE",
    `${what} is ${status.toLowerCase()}: only open coupons of a ticket that stands are refunded.`,
    { ticket, status, ...(coupon === undefined ? {} : { coupon }) },
  );
}
