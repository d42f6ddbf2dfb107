import { listRevenueSchedules } from "../../db/journal/list-revenue-schedules";
import { loadRates } from "../../db/journal/load-rates";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { dayIn } from "../../domain/calendar";
import type { ExchangesPosting, ExchangeTerms } from "../../domain/exchange/post-exchanges";
import { collectedFor, postExchanges } from "../../domain/exchange/post-exchanges";
import type {
  ExchangedFlight,
  PricedDocument,
  PricedExchange,
} from "../../domain/exchange/price-exchange";
import { invariant } from "../../domain/invariant";
import type { Posting } from "../../domain/journal/posting";
import type { Money } from "../../domain/money";
import type { ServiceSegment } from "../../domain/recognition";
import { toServiceSegment } from "../../domain/recognition";
import { formatTicketNumber } from "../../domain/ticket-number";

/** Tickets with their new prices, and where the new tickets and flights stand in the books. */
export interface PlannedTicket {
  readonly priced: PricedDocument;
  readonly newTicketId: number;
  readonly segments: readonly ServiceSegment[];
  /** The EMD that keeps what is left of its value. */
  readonly emd?: { readonly ticketId: number; readonly value: Money };
}

export interface PlannedExchange extends ExchangesPosting {
  readonly posting: Posting;
}

/** An exchange posts once: its operation is its key. */
export function exchangePostingKey(operationId: string): string {
  return `exchange:${operationId}`;
}

/** What an exchange does to the books (accounting.md 5.6), from what stands in them. */
export async function planExchange(
  scope: PartnerDatabase,
  {
    partner,
    booking,
    tickets,
    terms,
    operationId,
    at,
  }: {
    readonly partner: PartnerRecord;
    readonly booking: BookingRecord;
    readonly tickets: readonly PlannedTicket[];
    readonly terms: ExchangeTerms;
    readonly operationId: string;
    /** RFC 3339: the entry is of its day in the partner's time zone. */
    readonly at: string;
  },
): Promise<PlannedExchange> {
  const eventDate = dayIn(partner.timeZone, at);
  const rateOf = await loadRates(scope, [{ amount: booking.total }], partner, eventDate);
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  const schedules = await listRevenueSchedules(scope, booking.bookingId);
  const exchanges = tickets.map((planned) => {
    const ticket = booking.tickets.find(({ number }) => number === planned.priced.number);
    invariant(ticket !== undefined, "what is exchanged is a ticket of the booking");
    return { ticket, ...planned };
  });
  const posted = postExchanges(
    { partner, booking, exchanges, terms, schedules },
    { functional, ...(reporting === null ? {} : { reporting }), rateOf },
  );
  const numbers = exchanges.map(({ ticket }) => formatTicketNumber(ticket.number)).join(", ");
  return {
    ...posted,
    posting: {
      sourceType: "booking",
      sourceId: booking.publicId,
      eventDate,
      lines: posted.lines,
      postingKey: exchangePostingKey(operationId),
      description: `Exchange of ${booking.reference}: ${numbers}`.slice(0, 400),
    },
  };
}

/** Before the new tickets and flights are in the books: stand-ins that the trial entry names. */
export function toTrialTickets(
  { documents, flights }: PricedExchange,
  { residual }: Pick<ExchangeTerms, "residual">,
): PlannedTicket[] {
  return documents.map((priced, index) => {
    const { currency, minor } = collectedFor(priced);
    const isKept = residual === "emd" && minor < 0n;
    const emd = { ticketId: -1 - documents.length - index, value: { currency, minor: -minor } };
    return {
      priced,
      newTicketId: -1 - index,
      segments: priced.flights.map((flight) => toService(flights, flight, flight)),
      ...(isKept ? { emd } : {}),
    };
  });
}

export function toService(
  flights: readonly ExchangedFlight[],
  position: number,
  segmentId: number,
): ServiceSegment {
  const flight = flights[position];
  invariant(flight !== undefined, "each coupon is for a flight of the journey");
  return toServiceSegment({ ...flight, segmentId });
}
