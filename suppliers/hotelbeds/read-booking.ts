import { parseMoney, type Money, sum } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { ReservedPassenger, ReservedSegment, Reservation } from "../../domain/reservation";
import type { StayGuest } from "../stay-operations";
import type { CheckedHotel, HotelbedsBooking, HotelbedsRate } from "./hotelbeds-messages";
import { commissionOf, paymentOf, priceOf } from "./read-rates";

const segmentReference = "S1";
const leadReference = "G1";

/** Nothing is bought under the reference. */
export function toNothing(recordLocator: string, status: Reservation["status"]): Reservation {
  return { recordLocator, status, passengers: [], segments: [], fares: [], documents: [] };
}

/** What would be bought now: each rate as it was checked, in the order in which they are bought. */
export function toUnbought(
  recordLocator: string,
  checked: readonly CheckedHotel[],
  guests: readonly StayGuest[],
): Reservation {
  const [hotel] = checked;
  if (hotel === undefined) throw new Refusal("PNR_INVALID", "The offer has no rate.");
  const { currency } = hotel;
  const rates = checked.map(getRate);
  const total = sum(
    currency,
    rates.map((rate) => priceOf(rate, currency)),
  );
  return {
    recordLocator,
    status: "active",
    passengers: guests
      .toSorted((left, right) => left.room - right.room)
      .map(({ room, type, surname, givenNames, age }, index) => ({
        reference: `G${index + 1}`,
        type,
        surname,
        givenNames,
        room,
        ...(age === undefined ? {} : { age }),
      })),
    segments: [toSegment(hotel)],
    fares: [toFare(rates, total)],
    documents: [],
  };
}

/** The one rate that was asked for. */
export function getRate({ rooms }: CheckedHotel): HotelbedsRate {
  const [rate, ...others] = rooms.flatMap(({ rates }) => rates);
  if (rate === undefined || others.length > 0) {
    throw new Refusal("PNR_INVALID", "A rate was checked, and not one is answered.");
  }
  return rate;
}

export function toReservation(booking: HotelbedsBooking): Reservation {
  const { reference, clientReference, creationDate, hotel, status } = booking;
  const rates = hotel.rooms.flatMap((room) => room.rates);
  const total = totalOf(booking);
  const document = {
    type: "VCHR",
    number: reference,
    conjunction: [reference],
    passengerReference: leadReference,
    segmentReferences: [segmentReference],
    issuedOn: creationDate.slice(0, 10),
    issuingOffice: "",
    validatingCarrier: "",
    total,
  } as const;
  return {
    recordLocator: clientReference,
    status: status === "CANCELLED" ? "cancelled" : "active",
    passengers: hotel.rooms
      .flatMap(({ paxes }, index) => paxes.map((pax) => ({ ...pax, room: index + 1 })))
      .map(({ type, name, surname, age, room }, index): ReservedPassenger => ({
        reference: `G${index + 1}`,
        type: type === "AD" ? "ADT" : "CHD",
        surname,
        givenNames: name,
        room,
        ...(type === "AD" || age == null ? {} : { age }),
      })),
    segments: [toSegment(hotel)],
    fares: [toFare(rates, total)],
    documents: status === "CONFIRMED" ? [document] : [],
    ...(isPending(booking) ? { isPending: true } : {}),
  };
}

export function isPending({ status }: Pick<HotelbedsBooking, "status">): boolean {
  return status !== "CONFIRMED" && status !== "CANCELLED";
}

/** As the rates are: what we pay, or what the guest pays at the hotel. */
export function totalOf(booking: HotelbedsBooking): Money {
  const { currency, hotel, totalNet, totalSellingRate } = booking;
  const rates = hotel.rooms.flatMap((room) => room.rates);
  const [first] = rates;
  const net = hotel.totalNet ?? totalNet;
  const stated = first !== undefined && paymentOf(first) === "at_property" ? totalSellingRate : net;
  if (stated != null) return parseMoney({ amount: stated, currency });
  if (rates.length === 0) throw new Refusal("AMOUNT_INVALID", "The booking has no price.");
  return sum(
    currency,
    rates.map((rate) => priceOf(rate, currency)),
  );
}

function toFare(
  rates: readonly (Parameters<typeof commissionOf>[0][number] & Pick<HotelbedsRate, "boardCode">)[],
  total: Money,
): Reservation["fares"][number] {
  const commission = commissionOf(rates, total.currency);
  return {
    reference: "1",
    passengerReferences: [leadReference],
    segmentReferences: [segmentReference],
    validatingCarrier: "",
    fare: { base: total, taxes: [], total },
    ...(commission === undefined ? {} : { commission: { kind: "amount", amount: commission } }),
    formOfPayment: { kind: "cash" },
    fareBases: [rates[0]?.boardCode ?? ""],
  };
}

function toSegment(
  hotel: Pick<CheckedHotel, "code" | "name" | "destinationCode" | "checkIn" | "checkOut">,
): ReservedSegment {
  const place = hotel.destinationCode.slice(0, 3);
  return {
    reference: segmentReference,
    carrierCode: "",
    flightNumber: "",
    bookingClass: "",
    originAirport: place,
    destinationAirport: place,
    departsLocal: `${hotel.checkIn}T00:00`,
    arrivesLocal: `${hotel.checkOut}T00:00`,
    statusCode: "HK",
    stay: { hotelCode: hotel.code, hotelName: hotel.name },
  };
}
