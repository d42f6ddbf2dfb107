import type { BookedTicket, BookingRecord } from "../booking-record";
import { Refusal } from "../refusal";

export interface ExchangedTickets {
  /** The documents that carry the amounts. */
  readonly tickets: readonly BookedTicket[];
  /** With those in conjunction. */
  readonly documents: readonly BookedTicket[];
}

/**
 * Which tickets of a booking an exchange concerns: those asked for, or all that stand. Refuses what
 * is not on the booking (`NOT_FOUND`), and tickets that are void, refunded (of which a coupon is enough) or exchanged already, or
 * have no coupon left to use (`TICKET_NOT_EXCHANGEABLE`).
 */
export function chooseExchangedTickets(
  booking: BookingRecord,
  asked: readonly string[] | "all",
): ExchangedTickets {
  const firsts = booking.tickets.filter(({ conjunctionNumber }) => conjunctionNumber === 1);
  const numbers = asked === "all" ? undefined : firstNumbersOf(booking, asked);
  const tickets = firsts.filter(({ number, status, documentType }) =>
    numbers === undefined ? status === "ISSUED" && documentType === "ETKT" : numbers.has(number),
  );
  if (tickets.length === 0) {
    throw new Refusal(
      "TICKET_NOT_EXCHANGEABLE",
      "The booking has no ticket that could be exchanged.",
      { state: booking.state },
    );
  }
  const chosen = tickets.map((ticket) => ({ ticket, documents: documentsOf(booking, ticket) }));
  for (const { ticket, documents } of chosen) assertExchangeable(ticket, documents);
  return { tickets, documents: chosen.flatMap(({ documents }) => documents) };
}

/** By whichever of its numbers a ticket in conjunction is called. */
function firstNumbersOf({ tickets }: BookingRecord, asked: readonly string[]): ReadonlySet<string> {
  return new Set(
    asked.map((number) => {
      const ticket = tickets.find((item) => item.number === number);
      if (ticket !== undefined) return ticket.firstTicketNumber;
      throw new Refusal("NOT_FOUND", "No such ticket of this booking.", { ticket: number });
    }),
  );
}

function documentsOf({ tickets }: BookingRecord, { number }: BookedTicket): BookedTicket[] {
  return tickets.filter(({ firstTicketNumber }) => firstTicketNumber === number);
}

function assertExchangeable(ticket: BookedTicket, documents: readonly BookedTicket[]): void {
  if (ticket.documentType !== "ETKT") throw isEmd(ticket);
  const states = new Set(documents.flatMap(({ coupons }) => coupons.map(({ status }) => status)));
  if (ticket.status === "ISSUED" && states.has("REFUNDED")) throw refundedInPart(ticket);
  if (ticket.status === "ISSUED" && states.has("OPEN")) return;
  throw new Refusal(
    "TICKET_NOT_EXCHANGEABLE",
    ticket.status === "ISSUED"
      ? `Ticket ${ticket.number} has no coupon left to use.`
      : `Ticket ${ticket.number} is ${ticket.status}: only tickets that stand are exchanged.`,
    { ticket: ticket.number, status: ticket.status },
  );
}

function isEmd({ number, documentType }: BookedTicket): Refusal {
  return new Refusal(
    "TICKET_NOT_EXCHANGEABLE",
    `${number} is an EMD: refund it, and buy the service anew.`,
    { ticket: number, status: documentType },
  );
}

/** What was paid for its other coupons is no longer what the new fare is compared with. */
function refundedInPart({ number }: BookedTicket): Refusal {
  return new Refusal(
    "TICKET_NOT_EXCHANGEABLE",
    `Coupons of ticket ${number} have been refunded: refund the others, and issue a new ticket.`,
    { ticket: number, status: "REFUNDED" },
  );
}
