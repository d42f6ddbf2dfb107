import type { BookedTicket, BookingRecord } from "./booking-record";
import type { VoidedPart } from "./posting/void";
import { Refusal } from "./refusal";

export interface VoidedTickets {
  /** The documents that carry the amounts. */
  readonly tickets: readonly BookedTicket[];
  /** With those in conjunction: what the supplier is asked to void. */
  readonly documents: readonly BookedTicket[];
  /** Absent where the whole issuance is voided at once. */
  readonly part?: VoidedPart;
  /** None of the booking's tickets is left as it was issued. */
  readonly leavesNone: boolean;
}

/**
 * Which tickets of a booking a void concerns: those asked for, or all that stand. Refuses what is
 * not on the booking (`NOT_FOUND`), and tickets that do not stand as they were issued, all coupons
 * unused (`TICKET_NOT_VOIDABLE`).
 */
export function chooseVoidedTickets(
  booking: BookingRecord,
  asked: readonly string[] | "all",
): VoidedTickets {
  const firsts = booking.tickets.filter(({ conjunctionNumber }) => conjunctionNumber === 1);
  const tickets =
    asked === "all"
      ? firsts.filter(({ status }) => status === "ISSUED")
      : firsts.filter(({ number }) => chosenNumbers(booking, asked).has(number));
  const documents = booking.tickets.filter(({ firstTicketNumber }) =>
    tickets.some(({ number }) => number === firstTicketNumber),
  );
  assertVoidable(booking, documents);
  const others = firsts.filter((ticket) => !tickets.includes(ticket));
  const leavesNone = others.every(({ status }) => status !== "ISSUED");
  if (others.length === 0) return { tickets, documents, leavesNone };
  return {
    tickets,
    documents,
    leavesNone,
    part: {
      ticketIds: new Set(tickets.map(({ ticketId }) => ticketId)),
      isRest: others.every(({ status }) => status === "VOIDED"),
    },
  };
}

/** By whichever of its numbers a ticket in conjunction is called. */
function chosenNumbers({ tickets }: BookingRecord, asked: readonly string[]): ReadonlySet<string> {
  return new Set(
    asked.map((number) => {
      const ticket = tickets.find((item) => item.number === number);
      if (ticket === undefined) {
        throw new Refusal("NOT_FOUND", "No such ticket of this booking.", { ticket: number });
      }
      return ticket.firstTicketNumber;
    }),
  );
}

function assertVoidable(booking: BookingRecord, documents: readonly BookedTicket[]): void {
  if (documents.length === 0) {
    throw new Refusal("TICKET_NOT_VOIDABLE", "The booking has no ticket that could be voided.", {
      state: booking.state,
    });
  }
  for (const { number, status, coupons } of documents) {
    const used = coupons.find((coupon) => coupon.status !== "OPEN");
    if (status === "ISSUED" && used === undefined) continue;
    throw new Refusal(
      "TICKET_NOT_VOIDABLE",
      `Ticket ${number} does not stand as it was issued: only unused tickets are voided.`,
      { ticket: number, status: used?.status ?? status },
    );
  }
}
