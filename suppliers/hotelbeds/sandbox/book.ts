import { randomInt } from "node:crypto";

import { z } from "zod";

import type { HotelbedsStore, PaxRecord, RateRecord } from "./records";
import { renderBooking } from "./render-stay";

const nameSchema = z.string().min(1).max(50);

export const newBookingSchema = z.strictObject({
  holder: z.strictObject({ name: nameSchema, surname: nameSchema }),
  clientReference: z.string().regex(/^[\w-]{1,20}$/),
  rooms: z
    .array(
      z.strictObject({
        rateKey: z.string(),
        paxes: z
          .array(
            z.strictObject({
              roomId: z.number().int().min(1),
              type: z.enum(["AD", "CH"]),
              name: nameSchema,
              surname: nameSchema,
              age: z.number().int().min(0).max(17).optional(),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

/** What is wrong with a message, in its own words; else the answer. */
export type Asked<T> =
  | { readonly no: readonly [code: string, message: string] }
  | { readonly yes: T };

export function book(
  store: HotelbedsStore,
  { holder, clientReference, rooms }: z.output<typeof newBookingSchema>,
): Asked<object> {
  const rates: { rate: RateRecord; paxes: PaxRecord[] }[] = [];
  for (const { rateKey, paxes } of rooms) {
    const found = findRate(store, rateKey);
    if ("no" in found) return found;
    if (!isFilled(found.yes, paxes)) {
      return { no: ["INVALID_DATA", "the passengers are not those of the rate"] };
    }
    rates.push({ rate: found.yes, paxes });
  }
  const reference = `1-${randomInt(1_000_000, 10_000_000)}`;
  const booking = {
    reference,
    clientReference,
    status: "CONFIRMED",
    creationDate: new Date().toISOString().slice(0, 10),
    holder,
    rates,
  } as const;
  store.put("booking", reference, booking);
  return { yes: renderBooking(booking) };
}

export function findRate(store: HotelbedsStore, rateKey: string): Asked<RateRecord> {
  const rate = store.find("rate", rateKey);
  if (rate === undefined) return { no: ["INVALID_DATA", "the rateKey is not known"] };
  return rate.isGone ? { no: ["PRODUCT_ERROR", "Insufficient allotment"] } : { yes: rate };
}

/** Each room has the adults and the children that were asked for. */
function isFilled({ rooms, adults, childAges }: RateRecord, paxes: readonly PaxRecord[]): boolean {
  const wanted = toSortedText(childAges);
  const inRooms = Array.from({ length: rooms }, (_, index) =>
    paxes.filter(({ roomId }) => roomId === index + 1),
  );
  return (
    paxes.every(({ roomId }) => roomId <= rooms) &&
    inRooms.every((own) => {
      const ages = own.filter(({ type }) => type === "CH").map(({ age = -1 }) => age);
      return (
        own.filter(({ type }) => type === "AD").length === adults && toSortedText(ages) === wanted
      );
    })
  );
}

function toSortedText(ages: readonly number[]): string {
  return ages.toSorted((left, right) => left - right).join(",");
}
