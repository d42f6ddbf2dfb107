import type { AirportName } from "../../db/read/list-place-names";
import type {
  BookedFare,
  BookedTicket,
  BookingRecord,
  PartnerRecord,
} from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import { toMoneyJson } from "../../domain/money";
import { listRecordLocators } from "../../domain/split/booking-parts";
import type { Brand } from "../read-brand";
import type { ETicket, ETicketDocument, ETicketSegment } from "./e-ticket/e-ticket";
import { toAgency } from "./to-agency";

/** What the e-ticket says, from the books. */
export function toETicket(
  { partner, brand }: { readonly partner: PartnerRecord; readonly brand: Brand },
  booking: BookingRecord,
  names: {
    readonly airports: ReadonlyMap<string, AirportName>;
    readonly airlines: ReadonlyMap<string, string>;
  },
): ETicket {
  // Exchanged tickets have others in their place, and an EMD is no itinerary.
  const standing = booking.tickets.filter(
    ({ status, documentType }) => status !== "EXCHANGED" && documentType === "ETKT",
  );
  const issued = booking.fares
    .map((fare) => ({ fare, tickets: standing.filter(({ fareId }) => fareId === fare.fareId) }))
    .filter(({ tickets }) => tickets.length > 0);
  const [first] = standing;
  invariant(first !== undefined, "an e-ticket is written for an issued booking");
  return {
    agency: toAgency(partner, brand),
    bookingReference: booking.reference,
    airlineRecordLocator: listRecordLocators(booking).join(", "),
    issuedOn: first.issuedOn,
    tickets: issued.map(({ fare, tickets }) => toDocument(booking, fare, tickets, names)),
  };
}

function toDocument(
  booking: BookingRecord,
  fare: BookedFare,
  tickets: readonly BookedTicket[],
  names: Parameters<typeof toETicket>[2],
): ETicketDocument {
  const [first] = tickets;
  const passenger = booking.passengers.find(({ passengerId }) => passengerId === fare.passengerId);
  invariant(first !== undefined && passenger !== undefined, "each fare was issued to a passenger");
  const carrier = fare.supplier.airlineCode ?? "";
  return {
    passengerName: `${passenger.surname}/${passenger.givenNames}`,
    passengerType: passenger.type,
    number: first.number,
    conjunction: tickets.map(({ number }) => number),
    validatingCarrier: { code: carrier, name: names.airlines.get(carrier) ?? fare.supplier.name },
    segments: tickets.flatMap((ticket) =>
      ticket.coupons.map((coupon) => toSegment(booking, coupon, names)),
    ),
    fare: {
      base: toMoneyJson(fare.base),
      taxes: fare.taxes.map(({ code, amount }) => ({ code, amount: toMoneyJson(amount) })),
      total: toMoneyJson(fare.total),
    },
    formOfPayment: fare.formOfPayment,
  };
}

function toSegment(
  booking: BookingRecord,
  coupon: BookedTicket["coupons"][number],
  { airports, airlines }: Parameters<typeof toETicket>[2],
): ETicketSegment {
  const segment = booking.segments.find(({ segmentId }) => segmentId === coupon.segmentId);
  invariant(segment !== undefined, "each coupon is for a flight of the booking");
  const airport = (code: string) => {
    const known = airports.get(code);
    return { code, name: known?.name ?? code, city: known?.city ?? known?.name ?? code };
  };
  return {
    carrier: {
      code: segment.carrierCode,
      name: airlines.get(segment.carrierCode) ?? segment.carrierCode,
    },
    flightNumber: segment.flightNumber,
    bookingClass: segment.bookingClass,
    origin: airport(segment.originAirport),
    destination: airport(segment.destinationAirport),
    departsLocal: segment.departsLocal,
    arrivesLocal: segment.arrivesLocal,
    statusCode: segment.statusCode,
    fareBasis: coupon.fareBasis ?? "",
    coupon: { number: coupon.couponNumber, statusCode: "O" },
  };
}
