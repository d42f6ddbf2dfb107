import { sum } from "../../domain/money";
import type { SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { StayOffer, StaySearch } from "../stay-operations";
import type { HotelbedsClientConfig } from "./config";
import type { HotelbedsConnection } from "./hotelbeds-connection";
import { availabilitySchema, type HotelbedsHotel, type HotelbedsRate } from "./hotelbeds-messages";
import { joinRateKeys } from "./rate-keys";
import {
  commissionOf,
  paymentTypes,
  priceOf,
  reading,
  type RoomsAlike,
  toCancellationFees,
  toRooms,
} from "./read-rates";
import { hotelbedsRefused } from "./refusals";

export async function searchStays(
  connection: HotelbedsConnection,
  { sourceMarket, hotelsMax }: HotelbedsClientConfig,
  search: StaySearch,
  options: CallOptions,
): Promise<SupplierOutcome<readonly StayOffer[]>> {
  const { place, checkIn, checkOut, payment } = search;
  const hotels = "hotels" in place ? place.hotels : [];
  if (hotels.some((code) => !/^\d{1,9}$/.test(code))) {
    return hotelbedsRefused("rejected", "", "codes of hotels are numbers");
  }
  const alike = groupRooms(search.rooms);
  const answer = await connection.call(
    {
      operation: "availability",
      method: "POST",
      path: "/hotels",
      data: {
        stay: { checkIn, checkOut },
        occupancies: alike.map(toOccupancy),
        ...("hotels" in place
          ? { hotels: { hotel: place.hotels.map(Number) } }
          : { destination: { code: place.destination } }),
        filter: { paymentType: paymentTypes[payment], maxHotels: hotelsMax },
        ...(sourceMarket === undefined ? {} : { sourceMarket }),
      },
      schema: availabilitySchema,
    },
    options,
  );
  if (answer.kind !== "done") return answer;
  return reading(() =>
    (answer.value.hotels?.hotels ?? [])
      .slice(0, hotelsMax)
      .flatMap((hotel) => toOffers(hotel, search, alike)),
  );
}

/** Rooms with the same guests are asked for together, in the order in which each kind comes first. */
function groupRooms(rooms: StaySearch["rooms"]): RoomsAlike[] {
  const groups = new Map<string, RoomsAlike>();
  for (const { adults, childAges } of rooms) {
    const ages = childAges.toSorted((left, right) => left - right);
    const key = `${adults}:${ages.join(",")}`;
    const count = (groups.get(key)?.count ?? 0) + 1;
    groups.set(key, { count, adults, childAges: ages });
  }
  return [...groups.values()];
}

function toOccupancy({ count, adults, childAges }: RoomsAlike): object {
  const paxes = Array.from({ length: count }, () => childAges)
    .flat()
    .map((age) => ({ type: "CH", age }));
  return {
    rooms: count,
    adults,
    children: childAges.length,
    ...(paxes.length === 0 ? {} : { paxes }),
  };
}

interface RoomRate {
  readonly rate: HotelbedsRate;
  readonly room: HotelbedsHotel["rooms"][number];
}

/** One for each board: of each kind of rooms its cheapest rate. */
function toOffers(
  hotel: HotelbedsHotel,
  { checkIn, checkOut, payment }: StaySearch,
  alike: readonly RoomsAlike[],
): StayOffer[] {
  const { currency } = hotel;
  const rates = hotel.rooms
    .flatMap((room) => room.rates.map((rate): RoomRate => ({ rate, room })))
    .filter(({ rate }) => rate.paymentType === paymentTypes[payment]);
  const boards = [...new Set(rates.map(({ rate }) => rate.boardCode))];
  return boards.flatMap((board) => {
    const ofBoard = rates.filter(({ rate }) => rate.boardCode === board);
    const chosen = alike.flatMap((rooms) => {
      const cheapest = findCheapest(
        ofBoard.filter(({ rate }) => isOf(rate, rooms)),
        currency,
      );
      return cheapest === undefined ? [] : [{ ...cheapest, rooms }];
    });
    // A board that not all of the rooms have is no offer.
    if (chosen.length < alike.length) return [];
    const chosenRates = chosen.map(({ rate }) => rate);
    const commission = commissionOf(chosenRates, currency);
    return [
      {
        reference: joinRateKeys(chosenRates.map(({ rateKey }) => rateKey)),
        hotelCode: hotel.code,
        hotelName: hotel.name,
        destinationCode: hotel.destinationCode,
        checkIn,
        checkOut,
        rooms: chosen.flatMap(({ rate, room, rooms }) => toRooms(rate, rooms, room, currency)),
        payment,
        total: sum(
          currency,
          chosenRates.map((rate) => priceOf(rate, currency)),
        ),
        ...(commission === undefined ? {} : { commission }),
        cancellationFees: toCancellationFees(chosenRates, currency),
      },
    ];
  });
}

function isOf(rate: HotelbedsRate, { count, adults, childAges }: RoomsAlike): boolean {
  if (rate.rooms !== count || rate.adults !== adults || rate.children !== childAges.length) {
    return false;
  }
  if (rate.childrenAges == null || rate.childrenAges === "") return true;
  // Of one of the rooms, or of all of them.
  const named = toSortedText(rate.childrenAges.split(",").map(Number));
  const ofAll = Array.from({ length: count }, () => childAges).flat();
  return named === toSortedText(childAges) || named === toSortedText(ofAll);
}

function toSortedText(ages: readonly number[]): string {
  return ages.toSorted((left, right) => left - right).join(",");
}

function findCheapest(rates: readonly RoomRate[], currency: string): RoomRate | undefined {
  const [first, ...others] = rates;
  if (first === undefined) return undefined;
  return others.reduce(
    (cheapest, one) =>
      priceOf(one.rate, currency).minor < priceOf(cheapest.rate, currency).minor ? one : cheapest,
    first,
  );
}
