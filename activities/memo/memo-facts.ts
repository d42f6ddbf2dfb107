import { listRevenueSchedules } from "../../db/journal/list-revenue-schedules";
import { loadRates } from "../../db/journal/load-rates";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toMoney } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import { lockBooking } from "../../db/write/lock-booking";
import type { MemoRow } from "../../db/write/memos";
import type { BookedTicket, BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { dayIn } from "../../domain/calendar";
import { invariant } from "../../domain/invariant";
import type { EntryCurrencies } from "../../domain/journal/valuation";
import type { SaleReference } from "../../domain/posting/booking-dimensions";
import type { Memo } from "../../domain/posting/memo";
import type { ServiceSegment } from "../../domain/recognition";
import { toServiceSegment } from "../../domain/recognition";

/** A memo as the posting rules take it, with the ticket that it is linked to. */
export interface MemoFacts {
  readonly partner: PartnerRecord;
  readonly currencies: EntryCurrencies;
  /** The day that it is posted on, `YYYY-MM-DD`. */
  readonly today: string;
  readonly memo: Memo;
  readonly booking: BookingRecord | undefined;
  readonly sale: SaleReference | undefined;
  /** Flights of the ticket that are still ahead. */
  readonly unflown: readonly ServiceSegment[];
}

/** The memo is held, and its booking from here on: what waits to be earned stays as it is read. */
export async function readMemoFacts(
  transaction: PartnerTransaction,
  row: MemoRow,
  instant: string,
): Promise<MemoFacts> {
  const partner = await getPartner(transaction);
  const today = dayIn(partner.timeZone, instant);
  const amount = toMoney(row.memo_amount, row.currency);
  const rateOf = await loadRates(transaction, [{ amount }], partner, today);
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  const about = await findTicket(transaction, row, today);
  const { settlement_mode: settlementMode } = await transaction.db
    .selectFrom("suppliers")
    .select("settlement_mode")
    .where("supplier_id", "=", row.supplier_id)
    .executeTakeFirstOrThrow();
  return {
    partner,
    today,
    currencies: { functional, ...(reporting === null ? {} : { reporting }), rateOf },
    memo: {
      supplierId: row.supplier_id,
      settlement: settlementMode === "bsp" ? "bsp" : "direct",
      amount,
      commission: toMoney(row.commission_amount, row.currency),
      ...(about === undefined ? {} : { ticket: about.ticket }),
    },
    booking: about?.booking,
    sale: about?.ticket,
    unflown: about?.unflown ?? [],
  };
}

async function findTicket(transaction: PartnerTransaction, row: MemoRow, today: string) {
  if (row.booking_id === null) return undefined;
  const { public_id: bookingId } = await transaction.db
    .selectFrom("bookings")
    .select("public_id")
    .where("booking_id", "=", row.booking_id)
    .executeTakeFirstOrThrow();
  await lockBooking(transaction, bookingId);
  const booking = await getBooking(transaction, bookingId);
  const ticket = booking.tickets.find(({ ticketId }) => ticketId === row.booking_ticket_id);
  invariant(ticket !== undefined, "a memo is linked to a ticket of its booking");
  const schedules = await listRevenueSchedules(transaction, booking.bookingId);
  const services = servicesOf(booking, ticket);
  const [first] = services;
  return {
    booking,
    unflown:
      ticket.status === "ISSUED" ? services.filter(({ departsOn }) => departsOn > today) : [],
    ticket: {
      bookingId: booking.bookingId,
      customerId: booking.customer.customerId,
      productCode: booking.productCode,
      ...(booking.branchId === null ? {} : { branchId: booking.branchId }),
      ticketId: ticket.ticketId,
      ...(first === undefined ? {} : { serviceDate: first.departsOn }),
      schedules: schedules.filter(({ ticketId }) => ticketId === ticket.ticketId),
    },
  };
}

/** The flights of a ticket, with those in conjunction, in the order they are flown. */
function servicesOf(
  { tickets, segments }: BookingRecord,
  { firstTicketNumber }: BookedTicket,
): ServiceSegment[] {
  const flown = new Set(
    tickets
      .filter((ticket) => ticket.firstTicketNumber === firstTicketNumber)
      .flatMap(({ coupons }) => coupons.map(({ segmentId }) => segmentId)),
  );
  return segments
    .filter(({ segmentId }) => flown.has(segmentId))
    .map(toServiceSegment)
    .toSorted((left, right) => (left.departsOn < right.departsOn ? -1 : 1));
}
