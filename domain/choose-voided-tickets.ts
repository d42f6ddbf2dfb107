import type { BookedTicket, BookingRecord } from "./booking-record";
import type { ChosenTickets } from "./chosen-tickets";
import { chooseTickets } from "./chosen-tickets";
import type { VoidedPart } from "./posting/void";
import { Refusal } from "./refusal";

export interface VoidedTickets extends ChosenTickets {
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
  const { tickets, documents } = chooseTickets(booking, asked);
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

function assertVoidable(booking: BookingRecord, documents: readonly BookedTicket[]): void {
  if (documents.length === 0) {
    throw new Refusal("TICKET_NOT_VOIDABLE", "The booking has no ticket that could be voided.", {
      state: booking.state,
    });
  }
  for (const { number, status, coupons, exchangedFromTicketId } of documents) {
    if (exchangedFromTicketId !== null) throw issuedInExchange(number);
    const used = coupons.find((coupon) => coupon.status !== "OPEN");
    if (status === "ISSUED" && used === undefined) continue;
    throw new Refusal(
      "TICKET_NOT_VOIDABLE",
      `Ticket ${number} does not stand as it was issued: only unused tickets are voided.`,
      { ticket: number, status: used?.status ?? status },
    );
  }
}

/** Voiding it would bring back the ticket that paid for it, at the airline and not in our books. */
function issuedInExchange(number: string): Refusal {
  return new Refusal(
    "TICKET_NOT_VOIDABLE",
    `Ticket ${number} was issued in exchange for another: exchange it once more, or refund it.`,
    { ticket: number },
  );
}
