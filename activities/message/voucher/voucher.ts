import type { BookingRecord, PartnerRecord } from "../../../domain/booking-record";
import { daysBetween } from "../../../domain/calendar";
import { invariant } from "../../../domain/invariant";
import type { MoneyJson } from "../../../domain/money";
import { toMoneyJson } from "../../../domain/money";
import type { Brand } from "../../read-brand";
import type { ETicketAgency } from "../e-ticket/e-ticket";
import { toAgency } from "../to-agency";

/** What a hotel's voucher says, as plain data; never what a prepaid stay costs us. */
export interface Voucher {
  readonly agency: ETicketAgency;
  /** `YYYY-MM-DD` */
  readonly issuedOn: string;
  readonly bookingReference: string;
  /** By which the hotel knows the booking. */
  readonly number: string;
  readonly supplier: string;
  readonly hotel: string;
  readonly checkIn: string;
  readonly checkOut: string;
  readonly nights: number;
  readonly rooms: readonly VoucherRoom[];
  /** What the guest pays at the hotel; undefined where the agency has been paid. */
  readonly payableThere?: MoneyJson;
}

export interface VoucherRoom {
  readonly name: string;
  readonly board: string;
  /** The first one of the first room is whom the stay is for. */
  readonly guests: readonly string[];
}

/** The voucher of an issued stay, from the books. */
export function toVoucher(
  { partner, brand }: { readonly partner: PartnerRecord; readonly brand: Brand },
  booking: BookingRecord,
): Voucher {
  const { stay } = booking;
  const [segment] = booking.segments;
  const [fare] = booking.fares;
  const [ticket] = booking.tickets;
  invariant(
    stay !== undefined && segment !== undefined && fare !== undefined && ticket !== undefined,
    "a voucher is of an issued stay",
  );
  const checkIn = segment.departsLocal.slice(0, 10);
  const checkOut = segment.arrivesLocal.slice(0, 10);
  return {
    agency: toAgency(partner, brand),
    issuedOn: ticket.issuedOn,
    bookingReference: booking.reference,
    number: ticket.number,
    supplier: fare.supplier.name,
    hotel: stay.hotelName,
    checkIn,
    checkOut,
    nights: daysBetween(checkIn, checkOut),
    rooms: stay.rooms.map(({ roomName: name, boardName: board }, index) => ({
      name,
      board,
      guests: booking.passengers
        .filter(({ room }) => room === index + 1)
        .map(({ surname, givenNames, age }) =>
          age === undefined ? `${surname}/${givenNames}` : `${surname}/${givenNames} (${age})`,
        ),
    })),
    ...(stay.payment === "at_property" ? { payableThere: toMoneyJson(fare.total) } : {}),
  };
}
