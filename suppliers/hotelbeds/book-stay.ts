import type { BeforeIssue, IssueRequest, IssueValue } from "../air-operations";
import { asLook, describeUndone, type SupplierOutcome, type Unknown } from "../outcome";
import type { CallOptions } from "../port";
import type { StayGuest, StayOrder } from "../stay-operations";
import { findBooking, type Hotelbeds } from "./find-booking";
import { bookingAnswerSchema, type CheckedHotel, checkRateSchema } from "./hotelbeds-messages";
import { splitRateKeys } from "./rate-keys";
import { getRate, isPending, toReservation, toUnbought } from "./read-booking";
import { paymentTypes, reading } from "./read-rates";
import { hotelbedsRefused } from "./refusals";

/** Buys what no supplier holds: looks whether it is bought, checks its price, and buys it. */
export async function issue(
  hotelbeds: Hotelbeds,
  request: IssueRequest,
  beforeIssue: BeforeIssue,
  options: CallOptions,
): Promise<SupplierOutcome<IssueValue>> {
  const { stay, recordLocator } = request;
  if (stay === undefined)
    return hotelbedsRefused("not_supported", "", "only stays are bought here");
  const found = await lookForBooking(hotelbeds, recordLocator, beforeIssue, options);
  if (found !== undefined) return found;
  const checked = await checkRates(hotelbeds, stay, options);
  if (checked.kind !== "done") return checked;
  const rooms = reading(() => toRoomData(checked.value, stay.guests));
  if (rooms.kind !== "done") return rooms;
  const read = reading(() => toUnbought(recordLocator, checked.value, stay.guests));
  if (read.kind !== "done") return read;
  const reservation = read.value;
  const [lead] = stay.guests.toSorted((left, right) => left.room - right.room);
  if (rooms.value === undefined || lead === undefined) {
    return hotelbedsRefused("reservation_invalid", "", "the guests do not fit into the rooms");
  }
  const decision = await beforeIssue(reservation);
  if (!decision.proceed) return { kind: "done", value: { kind: "stopped", reservation } };
  if (options.signal.aborted) return { kind: "notDone", message: "aborted before booking" };
  const booked = await hotelbeds.connection.call(
    {
      operation: "book",
      method: "POST",
      path: "/bookings",
      // Without a tolerance: at another price nothing is booked.
      data: {
        holder: { name: lead.givenNames, surname: lead.surname },
        clientReference: recordLocator,
        rooms: rooms.value,
      },
      schema: bookingAnswerSchema,
      isAct: true,
    },
    options,
  );
  if (booked.kind !== "done") return booked;
  const { booking } = booked.value;
  if (isPending(booking)) return stillPending(booking.status);
  const bought = reading(() => toReservation(booking));
  if (bought.kind !== "done") return { kind: "unknown", message: describeUndone(bought) };
  return booking.status === "CONFIRMED"
    ? { kind: "done", value: { kind: "issued", reservation: bought.value } }
    : { kind: "unknown", message: `booked, and it is ${booking.status}` };
}

/** What came of an earlier attempt; undefined where there is nothing. */
async function lookForBooking(
  hotelbeds: Hotelbeds,
  recordLocator: string,
  beforeIssue: BeforeIssue,
  options: CallOptions,
): Promise<SupplierOutcome<IssueValue> | undefined> {
  const found = asLook(await findBooking(hotelbeds, recordLocator, options));
  if (found.kind !== "done") return found;
  const booking = found.value;
  if (booking === undefined) return undefined;
  const read = asLook(reading(() => toReservation(booking)));
  if (read.kind !== "done") return read;
  const reservation = read.value;
  if (isPending(booking)) return stillPending(booking.status);
  if (booking.status === "CONFIRMED") {
    return { kind: "done", value: { kind: "alreadyTicketed", reservation } };
  }
  const decision = await beforeIssue(reservation);
  if (!decision.proceed) return { kind: "done", value: { kind: "stopped", reservation } };
  return hotelbedsRefused("reservation_invalid", "CANCELLED", "it was bought and is cancelled");
}

function stillPending(status: string): Unknown {
  return { kind: "unknown", isPending: true, message: `booked, and it is ${status}` };
}

/** One at a time: with one that is gone all of a request would be refused. */
async function checkRates(
  { connection }: Hotelbeds,
  { offerReference, payment }: StayOrder,
  options: CallOptions,
): Promise<SupplierOutcome<readonly CheckedHotel[]>> {
  const hotels: CheckedHotel[] = [];
  for (const rateKey of splitRateKeys(offerReference)) {
    const answer = await connection.call(
      {
        operation: "check_rate",
        method: "POST",
        path: "/checkrates",
        data: { rooms: [{ rateKey }] },
        schema: checkRateSchema,
      },
      options,
    );
    if (answer.kind !== "done") return answer;
    const { hotel } = answer.value;
    if (hotel.paymentDataRequired === true) {
      return hotelbedsRefused("not_supported", "", "the rate wants the guest's card");
    }
    const rate = reading(() => getRate(hotel));
    if (rate.kind !== "done") return rate;
    if (rate.value.paymentType !== paymentTypes[payment]) {
      return hotelbedsRefused("price_changed", "", `it is paid ${rate.value.paymentType} by now`);
    }
    hotels.push(hotel);
  }
  return { kind: "done", value: hotels };
}

/** Rooms of the offer stand in the order of its rates; undefined where guests are in none of them. */
function toRoomData(
  checked: readonly CheckedHotel[],
  guests: readonly StayGuest[],
): object[] | undefined {
  let first = 1;
  const rooms = checked.map((hotel) => {
    const { rateKey, rooms: count } = getRate(hotel);
    const from = first;
    first += count;
    const paxes = guests
      .filter(({ room }) => room >= from && room < from + count)
      .toSorted((left, right) => left.room - right.room)
      .map(({ room, type, surname, givenNames, age }) => ({
        roomId: room - from + 1,
        type: type === "ADT" ? "AD" : "CH",
        name: givenNames,
        surname,
        ...(age === undefined ? {} : { age }),
      }));
    return { rateKey, paxes };
  });
  const placed = rooms.reduce((count, { paxes }) => count + paxes.length, 0);
  const isFilled = rooms.every(({ paxes }) => paxes.length > 0);
  return placed === guests.length && isFilled ? rooms : undefined;
}
