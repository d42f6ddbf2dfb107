import { randomUUID } from "node:crypto";

import { formatAmount, type Money, parseMoney, sum, zero } from "../../../domain/money";
import { stayPayments } from "../../../domain/stay";
import type { SandboxHotel } from "./hotels";
import type { RateRecord } from "./records";

export interface AskedRooms {
  readonly checkIn: string;
  readonly checkOut: string;
  readonly rooms: number;
  readonly adults: number;
  readonly childAges: readonly number[];
}

const roomKinds = [
  { code: "DBL.ST", name: "DOUBLE STANDARD", more: 0n },
  { code: "DBL.SU", name: "DOUBLE SUPERIOR", more: 150_000n },
] as const;
const boardKinds = [
  { code: "BB", name: "BED AND BREAKFAST", ofEach: 0n },
  { code: "HB", name: "HALF BOARD", ofEach: 90_000n },
] as const;

const dayMs = 24 * 3_600_000;

/** Of one kind of rooms at a hotel: each kind of room, with each board, by each way of paying. */
export function makeRates(hotel: SandboxHotel, asked: AskedRooms, currency: string): RateRecord[] {
  const nights = Math.round((Date.parse(asked.checkOut) - Date.parse(asked.checkIn)) / dayMs);
  const guests = BigInt(asked.adults + asked.childAges.length);
  return roomKinds.flatMap((room) =>
    boardKinds.flatMap((board) =>
      stayPayments.map((payment): RateRecord => {
        const ofNight = 500_000n + room.more + guests * (100_000n + board.ofEach);
        const night: Money = { currency, minor: ofNight * BigInt(asked.rooms) };
        const price: Money = { currency, minor: night.minor * BigInt(nights) };
        const shape = `${asked.rooms}~${asked.adults}~${asked.childAges.length}`;
        return {
          ...asked,
          rateKey: [
            asked.checkIn.replaceAll("-", ""),
            asked.checkOut.replaceAll("-", ""),
            "W",
            hotel.code,
            room.code,
            `${hotel.terms} ${payment}`,
            board.code,
            "",
            shape,
            asked.childAges.join("~"),
            `N@${randomUUID()}`,
          ].join("|"),
          hotelCode: hotel.code,
          roomCode: room.code,
          roomName: room.name,
          boardCode: board.code,
          boardName: board.name,
          payment,
          currency,
          price: formatAmount(price),
          fees: toFees(hotel, asked.checkIn, { night, price }),
          isGone: false,
        };
      }),
    ),
  );
}

function toFees(
  { terms }: SandboxHotel,
  checkIn: string,
  { night, price }: { readonly night: Money; readonly price: Money },
): RateRecord["fees"] {
  const now = new Date(Date.now() - dayMs).toISOString();
  const before = (days: number): string =>
    new Date(Date.parse(checkIn) - days * dayMs).toISOString().replace("Z", "+00:00");
  if (terms === "not refundable") return [{ amount: formatAmount(price), from: now }];
  return [
    { amount: formatAmount(night), from: terms === "free" ? before(3) : now },
    { amount: formatAmount(price), from: before(1) },
  ];
}

/** What giving up all of them costs now. */
export function feeNow(rates: readonly RateRecord[], currency: string): Money {
  return sum(
    currency,
    rates.map(({ fees }) => {
      const due = fees.findLast(({ from }) => Date.parse(from) <= Date.now());
      return due === undefined ? zero(currency) : parseMoney({ amount: due.amount, currency });
    }),
  );
}
