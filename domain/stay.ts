import type { ChargeRequest, PricedBooking } from "./booking";
import { priceCharge, withTotals } from "./booking";
import { daysBetween } from "./calendar";
import type { Money, MoneyJson } from "./money";
import { zero } from "./money";
import { Refusal } from "./refusal";
import type { ReservedPassenger } from "./reservation";

/** Who takes the guest's money: we do, or the hotel. */
export const stayPayments = ["prepaid", "at_property"] as const;
export type StayPayment = (typeof stayPayments)[number];

/** A stay at a hotel as it was sold. */
export interface SoldStay {
  /** The supplier's. */
  readonly hotelCode: string;
  readonly hotelName: string;
  readonly payment: StayPayment;
  /** The supplier's keys of the rates, which buy them. */
  readonly offerReference: string;
  readonly rooms: readonly SoldRoom[];
  /** As they were offered, in the order of their days. */
  readonly cancellationFees: readonly { readonly from: string; readonly amount: MoneyJson }[];
}

export interface SoldRoom {
  readonly roomCode: string;
  readonly roomName: string;
  readonly boardCode: string;
  readonly boardName: string;
  readonly adults: number;
  readonly childAges: readonly number[];
  readonly total: MoneyJson;
}

/** The offer that is taken up. */
export interface StayToPrice extends SoldStay {
  readonly destinationCode: string;
  readonly checkIn: string;
  readonly checkOut: string;
  readonly total: Money;
  readonly commission?: Money;
}

/** Who sleeps in which of its rooms, from 1. */
export interface Guest {
  readonly room: number;
  readonly type: "ADT" | "CHD";
  readonly surname: string;
  readonly givenNames: string;
  /** Of a child, in years. */
  readonly age?: number;
}

const nightsMax = 30;

/**
 * Prices a stay: one voucher for all of its rooms, in the name of the first guest. Refuses guests
 * that are not those whom the rooms were offered for (`PASSENGERS_INVALID`), and a stay of no night
 * or of more than thirty (`ITINERARY_INVALID`).
 */
export function priceStay(
  offer: StayToPrice,
  guests: readonly Guest[],
  requestedCharges: readonly ChargeRequest[],
): PricedBooking {
  assertNights(offer);
  assertGuests(offer.rooms, guests);
  const { currency } = offer.total;
  const passengers = guests.map((guest, index): ReservedPassenger => ({
    reference: `G${index + 1}`,
    type: guest.type,
    surname: guest.surname,
    givenNames: guest.givenNames,
    room: guest.room,
    ...(guest.age === undefined ? {} : { age: guest.age }),
  }));
  const fare = {
    fareNumber: 1,
    fareReference: "1",
    passengerReference: "G1",
    segmentReferences: ["S1"],
    fareBases: [offer.rooms[0]?.boardCode ?? ""],
    validatingCarrier: "",
    base: offer.total,
    taxes: [],
    taxTotal: zero(currency),
    total: offer.total,
    commission: offer.commission ?? zero(currency),
    formOfPayment: { kind: "cash" as const },
  };
  const segment = {
    reference: "S1",
    carrierCode: "",
    flightNumber: "",
    bookingClass: "",
    originAirport: offer.destinationCode,
    destinationAirport: offer.destinationCode,
    departsLocal: `${offer.checkIn}T00:00`,
    arrivesLocal: `${offer.checkOut}T00:00`,
    statusCode: "HK",
    stay: { hotelCode: offer.hotelCode, hotelName: offer.hotelName },
  };
  const charges = requestedCharges.map((charge) => priceCharge(charge, currency));
  const { hotelCode, hotelName, payment, offerReference, rooms, cancellationFees } = offer;
  return {
    ...withTotals({ currency, passengers, segments: [segment], fares: [fare], charges }),
    stay: { hotelCode, hotelName, payment, offerReference, rooms, cancellationFees },
  };
}

function assertNights({ checkIn, checkOut }: Pick<StayToPrice, "checkIn" | "checkOut">): void {
  const nights = daysBetween(checkIn, checkOut);
  if (nights >= 1 && nights <= nightsMax) return;
  throw new Refusal("ITINERARY_INVALID", `A stay has one to ${nightsMax} nights.`, { nights });
}

function assertGuests(rooms: readonly SoldRoom[], guests: readonly Guest[]): void {
  const isOffered = rooms.every(({ adults, childAges }, index) => {
    const inRoom = guests.filter(({ room }) => room === index + 1);
    const ages = inRoom.flatMap(({ type, age }) => (type === "CHD" ? [age ?? -1] : []));
    return (
      inRoom.filter(({ type }) => type === "ADT").length === adults &&
      ages.toSorted((a, b) => a - b).join() === childAges.toSorted((a, b) => a - b).join()
    );
  });
  const [lead] = guests;
  const hasNoOthers = guests.every(({ room }) => room <= rooms.length);
  if (isOffered && hasNoOthers && lead?.type === "ADT" && lead.room === 1) return;
  throw new Refusal(
    "PASSENGERS_INVALID",
    "Name the guests whom the rooms were offered for, with the ages of children, an adult of the first room first.",
    { rooms: rooms.length, guests: guests.length },
  );
}
