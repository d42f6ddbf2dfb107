import type { BookedSegment, BookedTicket, BookingRecord } from "./booking-record";
import type { NoShowRecognition } from "./recognition";
import { Refusal } from "./refusal";

export const couponOutcomes = ["flown", "no_show", "unused"] as const;
export type CouponOutcome = (typeof couponOutcomes)[number];

/** What somebody tells of one coupon. */
export interface ToldCoupon {
  readonly ticketNumber: string;
  readonly couponNumber: number;
  readonly outcome: CouponOutcome;
  /** Of what was flown; without it the day of departure. */
  readonly on?: string | undefined;
  /** Of what was not; without it a year after the ticket was issued, or its first flight flown. */
  readonly expiresOn?: string | undefined;
}

/** Named rules by which a slice falls due on another day (docs/recognition.md). */
export type MoveRule = "flown" | "no_show" | "no_show_expiry" | "unused_expiry";

/** What is kept of it, and when its revenue is earned by that. */
export interface CouponReport {
  readonly ticket: BookedTicket;
  /** The document that carries the amounts. */
  readonly firstTicketId: number;
  readonly couponNumber: number;
  readonly segmentId: number;
  readonly outcome: CouponOutcome;
  readonly on: string;
  readonly expiresOn: string | null;
  readonly rule: MoveRule;
  readonly dueOn: string;
}

/** What was told of a coupon before. */
export interface EarlierReport {
  readonly ticketId: number;
  readonly couponNumber: number;
  readonly outcome: CouponOutcome;
  readonly on: string;
}

export interface CouponReportFacts {
  readonly earlier: readonly EarlierReport[];
  readonly noShow: NoShowRecognition;
  /** In the partner's time zone. */
  readonly today: string;
}

/**
 * What reports of coupons come to. Refuses a ticket or coupon that the booking has not
 * (`NOT_FOUND`); one that was voided, refunded or exchanged (`COUPON_NOT_OPEN`); what was told
 * before, but that a coupon was flown after all (`COUPON_REPORTED`); what was flown or missed
 * before its flight or in the future (`COUPON_NOT_DEPARTED`); and an expiry before the issue
 * (`SERVICE_BEFORE_ISSUE`).
 */
export function planCouponReports(
  booking: BookingRecord,
  told: readonly ToldCoupon[],
  facts: CouponReportFacts,
): CouponReport[] {
  const planned: CouponReport[] = [];
  for (const report of inOrder(booking, told)) {
    const earlier = [...facts.earlier, ...planned.map(toEarlier)];
    planned.push(planReport(booking, report, { ...facts, earlier }));
  }
  return planned;
}

/** By document and coupon: what follows a missed flight is judged after it. */
function inOrder(booking: BookingRecord, told: readonly ToldCoupon[]): ToldCoupon[] {
  const placeOf = ({ ticketNumber, couponNumber }: ToldCoupon) =>
    booking.tickets.findIndex(({ number }) => number === ticketNumber) * 10 + couponNumber;
  return told.toSorted((left, right) => placeOf(left) - placeOf(right));
}

function planReport(
  booking: BookingRecord,
  told: ToldCoupon,
  facts: CouponReportFacts,
): CouponReport {
  const { ticket, coupon, segment } = find(booking, told);
  const departsOn = segment.departsLocal.slice(0, 10);
  assertOpen(told, ticket, coupon.status);
  assertNew(told, ticket, facts.earlier);
  const documents = booking.tickets.filter(
    ({ firstTicketNumber }) => firstTicketNumber === ticket.firstTicketNumber,
  );
  const first = documents.find(({ number }) => number === ticket.firstTicketNumber) ?? ticket;
  const ofTicket = facts.earlier.filter(({ ticketId }) =>
    documents.some((document) => document.ticketId === ticketId),
  );
  const on = dayOf(told, departsOn, { ofTicket, today: facts.today });
  const expiresOn = told.outcome === "flown" ? null : expiryOf(told, ticket, ofTicket);
  return {
    ticket,
    firstTicketId: first.ticketId,
    couponNumber: coupon.couponNumber,
    segmentId: segment.segmentId,
    outcome: told.outcome,
    on,
    expiresOn,
    ...dueOf(told.outcome, { on, expiresOn, noShow: facts.noShow }),
  };
}

function find(booking: BookingRecord, { ticketNumber, couponNumber }: ToldCoupon) {
  const ticket = booking.tickets.find(({ number }) => number === ticketNumber);
  const coupon = ticket?.coupons.find((item) => item.couponNumber === couponNumber);
  const segment: BookedSegment | undefined = booking.segments.find(
    ({ segmentId }) => segmentId === coupon?.segmentId,
  );
  if (ticket === undefined || coupon === undefined || segment === undefined) {
    throw new Refusal("NOT_FOUND", "No such coupon of this booking.", {
      ticket: ticketNumber,
      coupon: couponNumber,
    });
  }
  return { ticket, coupon, segment };
}

function assertOpen(told: ToldCoupon, ticket: BookedTicket, status: string): void {
  if (ticket.status === "ISSUED" && (status === "OPEN" || status === "FLOWN")) return;
  const reached = ticket.status === "ISSUED" ? status : ticket.status;
  throw new Refusal("COUPON_NOT_OPEN", `${nameOf(told)} is ${reached.toLowerCase()}.`, {
    ...detailsOf(told),
    status: reached,
  });
}

/** What was thought missed or unused may turn out to have been flown; nothing follows that. */
function assertNew(
  told: ToldCoupon,
  ticket: BookedTicket,
  earlier: readonly EarlierReport[],
): void {
  const known = earlier.findLast(
    ({ ticketId, couponNumber }) =>
      ticketId === ticket.ticketId && couponNumber === told.couponNumber,
  )?.outcome;
  const isFlown = ticket.coupons.some(
    ({ couponNumber, status }) => couponNumber === told.couponNumber && status === "FLOWN",
  );
  const before = isFlown ? "flown" : known;
  if (before === undefined || (before !== "flown" && told.outcome === "flown")) return;
  throw new Refusal("COUPON_REPORTED", `${nameOf(told)} was reported as ${before}.`, {
    ...detailsOf(told),
    outcome: before,
  });
}

/**
 * The day it happened. An airline cancels what follows a flight that was missed: that is missed on
 * the same day.
 */
function dayOf(
  told: ToldCoupon,
  departsOn: string,
  { ofTicket, today }: { readonly ofTicket: readonly EarlierReport[]; readonly today: string },
): string {
  if (told.outcome === "unused") return today;
  const missed = ofTicket.find(({ outcome, on }) => outcome === "no_show" && on <= departsOn)?.on;
  const day = told.outcome === "flown" ? (told.on ?? departsOn) : (missed ?? departsOn);
  const isBefore = told.outcome === "flown" && day < departsOn;
  if (!isBefore && day <= today) return day;
  throw new Refusal("COUPON_NOT_DEPARTED", `${nameOf(told)} departs on ${departsOn}.`, {
    ...detailsOf(told),
    departsOn,
    on: day,
  });
}

/** A ticket is good for a year from its issue, or from its first flight once that was flown. */
function expiryOf(
  told: ToldCoupon,
  { issuedOn }: BookedTicket,
  ofTicket: readonly EarlierReport[],
): string {
  const [begun] = ofTicket
    .filter(({ outcome }) => outcome === "flown")
    .map(({ on }) => on)
    .toSorted();
  const day = told.expiresOn ?? yearAfter(begun ?? issuedOn);
  if (day >= issuedOn) return day;
  throw new Refusal("SERVICE_BEFORE_ISSUE", `${nameOf(told)} was issued on ${issuedOn}.`, {
    ...detailsOf(told),
    issuedOn,
    expiresOn: day,
  });
}

function dueOf(
  outcome: CouponOutcome,
  facts: {
    readonly on: string;
    readonly expiresOn: string | null;
    readonly noShow: NoShowRecognition;
  },
): Pick<CouponReport, "rule" | "dueOn"> {
  const { on, expiresOn, noShow } = facts;
  if (outcome === "unused") return { rule: "unused_expiry", dueOn: expiresOn ?? on };
  if (outcome === "no_show" && noShow === "at_expiry") {
    return { rule: "no_show_expiry", dueOn: expiresOn ?? on };
  }
  return { rule: outcome, dueOn: on };
}

/** The same day of the next year; the 29th of February's is the 28th. */
function yearAfter(day: string): string {
  const next = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
  return next.endsWith("-02-29") ? `${next.slice(0, 8)}28` : next;
}

function toEarlier({ ticket, couponNumber, outcome, on }: CouponReport): EarlierReport {
  return { ticketId: ticket.ticketId, couponNumber, outcome, on };
}

function nameOf({ ticketNumber, couponNumber }: ToldCoupon): string {
  return `Coupon ${couponNumber} of ticket ${ticketNumber}`;
}

function detailsOf({ ticketNumber, couponNumber }: ToldCoupon) {
  return { ticket: ticketNumber, coupon: couponNumber };
}
