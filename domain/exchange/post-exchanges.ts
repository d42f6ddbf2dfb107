import type { BookedTicket, BookingRecord, PartnerRecord } from "../booking-record";
import type { PostingLine } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { add, sum, zero } from "../money";
import type { ExchangeEvent, ExchangePosting } from "../posting/exchange";
import { postExchange } from "../posting/exchange";
import { saleTermsOf } from "../posting/sale-terms";
import type { StoredSchedule } from "../posting/schedule";
import type { ServiceSegment } from "../recognition";
import type { PricedDocument } from "./price-exchange";
import { fareOf } from "./price-exchange";

/** What we charge for an exchange, and what becomes of a residual value. */
export interface ExchangeTerms {
  readonly markUp: Money;
  readonly fee: { readonly amount: Money; readonly vat: Money };
  readonly residual: "refunded" | "credited" | "emd";
}

/** A ticket with its new price, and the ticket that takes its place. */
export interface TicketExchange {
  readonly ticket: BookedTicket;
  readonly priced: PricedDocument;
  readonly newTicketId: number;
  readonly segments: readonly ServiceSegment[];
  /** What is kept of its value. */
  readonly emd?: { readonly ticketId: number; readonly value: Money };
}

export interface ExchangesPosting extends Pick<
  ExchangePosting,
  "lines" | "deferrals" | "releases"
> {
  /** What the customer owes more; below zero, what we owe them. */
  readonly customer: Money;
}

/** One entry for all tickets of an exchange (accounting.md 5.6); our own charges go with the first. */
export function postExchanges(
  {
    partner,
    booking,
    exchanges,
    terms,
    schedules,
  }: {
    readonly partner: Pick<PartnerRecord, "recognition">;
    readonly booking: BookingRecord;
    readonly exchanges: readonly TicketExchange[];
    readonly terms: ExchangeTerms;
    readonly schedules: readonly StoredSchedule[];
  },
  currencies: EntryCurrencies,
): ExchangesPosting {
  const postings = exchanges.map((exchange, index) =>
    postExchange(
      toEvent({
        partner,
        booking,
        exchange,
        schedules,
        terms: index === 0 ? terms : withoutCharges(terms),
      }),
      currencies,
    ),
  );
  return {
    lines: postings.flatMap(({ lines }): readonly PostingLine[] => lines),
    deferrals: postings.flatMap(({ deferrals }) => deferrals),
    releases: postings.flatMap(({ releases }) => releases),
    customer: customerAmount(booking, exchanges, terms),
  };
}

/** What the airline takes by card itself is no debt of the customer's to us. */
export function customerAmount(
  booking: BookingRecord,
  exchanges: readonly Pick<TicketExchange, "ticket" | "priced">[],
  { markUp, fee, residual }: ExchangeTerms,
): Money {
  const owed = exchanges
    .filter(({ ticket }) => fareOf(booking, ticket).formOfPayment.kind !== "card")
    .map(({ priced }) => collectedFor(priced))
    // What is left is the passenger's at the airline: it is no debt of ours.
    .filter(({ minor }) => residual !== "emd" || minor >= 0n);
  return sum(booking.currency, [...owed, markUp, fee.amount, fee.vat]);
}

/** Penalty included; below zero it is a residual value. */
export function collectedFor({
  fareDifference,
  taxDifference,
  penalty,
}: Pick<PricedDocument, "fareDifference" | "taxDifference" | "penalty">): Money {
  return add(add(fareDifference, taxDifference), penalty);
}

function withoutCharges(terms: ExchangeTerms): ExchangeTerms {
  const none = zero(terms.markUp.currency);
  return { ...terms, markUp: none, fee: { amount: none, vat: none } };
}

function toEvent({
  partner,
  booking,
  exchange: { ticket, priced, newTicketId, segments, emd },
  terms,
  schedules,
}: {
  readonly partner: Pick<PartnerRecord, "recognition">;
  readonly booking: BookingRecord;
  readonly exchange: TicketExchange;
  readonly terms: ExchangeTerms;
  readonly schedules: readonly StoredSchedule[];
}): ExchangeEvent {
  const fare = fareOf(booking, ticket);
  return {
    bookingId: booking.bookingId,
    customerId: booking.customer.customerId,
    productCode: booking.productCode,
    ...(booking.branchId === null ? {} : { branchId: booking.branchId }),
    currency: booking.currency,
    old: {
      ticketId: ticket.ticketId,
      schedules: schedules
        .filter(({ ticketId }) => ticketId === ticket.ticketId)
        .map((schedule) => withoutFlown(schedule, booking, ticket)),
    },
    new: {
      ticketId: newTicketId,
      supplierId: fare.supplier.supplierId,
      ...saleTermsOf(booking, fare),
      segments,
    },
    fareDifference: priced.fareDifference,
    taxDifference: priced.taxDifference,
    penalty: priced.penalty,
    commissionDifference: priced.commissionDifference,
    markUp: terms.markUp,
    fee: terms.fee,
    residual: terms.residual,
    ...(emd === undefined ? {} : { emd }),
    recognition: partner.recognition,
  };
}

/** What is deferred for a flight that was flown is not moved: a run recognises it on its day. */
function withoutFlown(
  schedule: StoredSchedule,
  { tickets }: BookingRecord,
  { number }: BookedTicket,
): StoredSchedule {
  const flown = new Set(
    tickets
      .filter(({ firstTicketNumber }) => firstTicketNumber === number)
      .flatMap(({ coupons }) => coupons)
      .filter(({ status }) => status === "FLOWN")
      .map(({ segmentId }) => segmentId),
  );
  return {
    ...schedule,
    slices: schedule.slices.filter(
      ({ segmentId }) => segmentId === undefined || !flown.has(segmentId),
    ),
  };
}
