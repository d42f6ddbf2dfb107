import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import type { ExchangedFare } from "../../db/write/insert-journey";
import { idAt } from "../../db/write/insert-journey";
import { insertResidualFares } from "../../db/write/insert-residuals";
import { insertTickets } from "../../db/write/insert-tickets";
import type { BookingRecord } from "../../domain/booking-record";
import type { ResidualEmd } from "../../domain/exchange/residual-emds";
import { invariant } from "../../domain/invariant";
import { parseMoney } from "../../domain/money";
import type { PlannedTicket } from "./plan-exchange";

/** Writes the EMDs that keep residual values, in the chain of their tickets; by the old number. */
export async function keepResiduals(
  transaction: PartnerTransaction,
  {
    booking,
    exchangeId,
    at,
  }: { readonly booking: BookingRecord; readonly exchangeId: number; readonly at: string },
  fares: readonly ExchangedFare[],
  {
    residuals,
    segmentIds,
  }: { readonly residuals: readonly ResidualEmd[]; readonly segmentIds: readonly number[] },
): Promise<ReadonlyMap<string, NonNullable<PlannedTicket["emd"]>>> {
  if (residuals.length === 0) return new Map();
  const toWrite = residuals.map((emd) => {
    const fare = fares.find(({ issued }) => issued.oldNumber === emd.oldNumber);
    const ticket = booking.tickets.find(({ number }) => number === emd.oldNumber);
    invariant(fare !== undefined && ticket !== undefined, "a residual is of an exchanged ticket");
    const [first] = fare.issued.flights;
    invariant(first !== undefined, "a ticket is for a flight");
    return {
      old: fare.old,
      emd,
      segmentId: idAt(segmentIds, first),
      fromTicketId: ticket.ticketId,
    };
  });
  const last = Math.max(...booking.fares.map(({ fareNumber }) => fareNumber)) + fares.length;
  const fareIds = await insertResidualFares(transaction, booking, toWrite, last);
  const changed = await getBooking(transaction, booking.publicId);
  const tickets = toWrite.map(({ emd, fromTicketId }, index) => {
    const fare = changed.fares.find(({ fareId }) => fareId === fareIds[index]);
    invariant(fare !== undefined, "each fare was just written");
    const { documentType, number, checkDigit, issuedOn, issuingOffice } = emd;
    const exchange = { exchangeId, fromTicketId };
    return { fare, documentType, numbers: [number], checkDigit, issuedOn, issuingOffice, exchange };
  });
  const ids = await insertTickets(transaction, booking.bookingId, tickets, toDateTime(at));
  return new Map(
    residuals.map(({ oldNumber, number, value }) => {
      const ticketId = ids.get(number);
      invariant(ticketId !== undefined, "each EMD was just inserted");
      return [oldNumber, { ticketId, value: parseMoney(value) }] as const;
    }),
  );
}
