import type { BookedTicket, BookingRecord } from "./booking-record";
import { Refusal } from "./refusal";

export interface ChosenTickets {
  /** The documents that carry the amounts. */
  readonly tickets: readonly BookedTicket[];
  /** With those in conjunction: what the supplier is asked about. */
  readonly documents: readonly BookedTicket[];
}

/**
 * The tickets of a booking that an act concerns: those asked for, by whichever of its numbers one
 * in conjunction is called, or all that stand. Refuses what is not on the booking (`NOT_FOUND`).
 */
export function chooseTickets(
  booking: BookingRecord,
  asked: readonly string[] | "all",
): ChosenTickets {
  const firsts = booking.tickets.filter(({ conjunctionNumber }) => conjunctionNumber === 1);
  const tickets =
    asked === "all"
      ? firsts.filter(({ status }) => status === "ISSUED")
      : firsts.filter(({ number }) => chosenNumbers(booking, asked).has(number));
  const documents = booking.tickets.filter(({ firstTicketNumber }) =>
    tickets.some(({ number }) => number === firstTicketNumber),
  );
  return { tickets, documents };
}

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
