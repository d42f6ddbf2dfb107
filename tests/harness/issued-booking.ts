import type { ChargeType } from "../../domain/booking";
import type { BuiltEntry } from "../../domain/journal/build-entry";
import { buildEntry } from "../../domain/journal/build-entry";
import type { EntryCurrencies } from "../../domain/journal/valuation";
import type { IssuanceEvent, IssuedTicket } from "../../domain/posting/issuance";
import { postIssuance } from "../../domain/posting/issuance";
import type { StoredSchedule } from "../../domain/posting/schedule";
import { booksIn, reader, storeSchedules } from "./posting-books";

export interface SoldBooking {
  readonly currency: string;
  readonly tickets: readonly Partial<SoldTicket>[];
  readonly charges: readonly (readonly [type: ChargeType, amount: string, vat: string])[];
  readonly recognition: Partial<IssuanceEvent["recognition"]>;
}

export interface SoldTicket extends Pick<
  IssuedTicket,
  "settlement" | "revenueRole" | "paidToAirline"
> {
  readonly base: string;
  readonly taxes: string;
  readonly commission: string;
  /** Days of departure; the first is segment 1. */
  readonly segments: readonly string[];
}

export interface IssuedBooking {
  readonly event: IssuanceEvent;
  readonly entry: BuiltEntry;
  readonly schedules: readonly StoredSchedule[];
}

/** Tickets are of accounting.md 5.1 where nothing else is said; the first is #1, of supplier 500. */
export function issueBooking(
  sale: Partial<SoldBooking>,
  books: EntryCurrencies = booksIn(sale.currency ?? "BDT"),
): IssuedBooking {
  const event = toIssuance(sale);
  const { lines, deferrals } = postIssuance(event);
  const entry = buildEntry(lines, books);
  return { event, entry, schedules: storeSchedules(deferrals, entry) };
}

function toIssuance({
  currency = "BDT",
  tickets = [{}],
  charges = [],
  recognition = {},
}: Partial<SoldBooking>): IssuanceEvent {
  const read = reader(currency);
  return {
    bookingId: 3,
    customerId: 70,
    productCode: "air",
    currency,
    tickets: tickets.map((ticket, index) => ({
      ticketId: index + 1,
      supplierId: 500 + index,
      settlement: ticket.settlement ?? "bsp",
      revenueRole: ticket.revenueRole ?? "agent",
      base: read(ticket.base ?? "40000.00"),
      taxes: read(ticket.taxes ?? "8500.00"),
      commission: read(ticket.commission ?? "2800.00"),
      paidToAirline: ticket.paidToAirline ?? false,
      segments: (ticket.segments ?? ["2026-12-24"]).map((departsOn, position) => ({
        segmentId: position + 1,
        departsOn,
      })),
    })),
    charges: charges.map(([type, amount, vat]) => ({ type, amount: read(amount), vat: read(vat) })),
    recognition: {
      commission: "per_segment",
      markUp: "per_segment",
      serviceFee: "at_issuance",
      ...recognition,
    },
  };
}
