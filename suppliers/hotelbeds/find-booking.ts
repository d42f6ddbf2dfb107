import type { SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { HotelbedsClientConfig } from "./config";
import type { HotelbedsConnection } from "./hotelbeds-connection";
import {
  bookingAnswerSchema,
  bookingListSchema,
  type HotelbedsBooking,
} from "./hotelbeds-messages";
import { hotelbedsRefused } from "./refusals";

export interface Hotelbeds {
  readonly connection: HotelbedsConnection;
  readonly config: HotelbedsClientConfig;
}

const listedMax = 25;
const dayMs = 24 * 3_600_000;

/** By its own name. */
export async function getBooking(
  { connection }: Hotelbeds,
  reference: string,
  options: CallOptions,
): Promise<SupplierOutcome<HotelbedsBooking>> {
  const answer = await connection.call(
    {
      operation: "get_booking",
      path: bookingPath(reference),
      schema: bookingAnswerSchema,
    },
    options,
  );
  return answer.kind === "done" ? { kind: "done", value: answer.value.booking } : answer;
}

export function bookingPath(reference: string): string {
  return `/bookings/${encodeURIComponent(reference)}`;
}

/** By the reference that we gave it: the one that stands, else one that was cancelled, else none. */
export async function findBooking(
  hotelbeds: Hotelbeds,
  clientReference: string,
  options: CallOptions,
): Promise<SupplierOutcome<HotelbedsBooking | undefined>> {
  const listed = await hotelbeds.connection.call(
    {
      operation: "list_bookings",
      path: `/bookings?${toQuery(hotelbeds.config, clientReference)}`,
      schema: bookingListSchema,
    },
    options,
  );
  if (listed.kind !== "done") return listed;
  const { total, bookings } = listed.value.bookings;
  const all = bookings ?? [];
  if ((total ?? all.length) > all.length) {
    return { kind: "notDone", message: `${total} bookings, and ${all.length} of them are listed` };
  }
  // A list that names no references is trusted to have those that were asked for.
  const own = all.filter((one) => (one.clientReference ?? clientReference) === clientReference);
  const standing = own.filter(({ status }) => status !== "CANCELLED");
  if (standing.length > 1) {
    const references = standing.map(({ reference }) => reference).join(", ");
    return hotelbedsRefused("reservation_invalid", "", `bought more than once: ${references}`);
  }
  const [found] = [...standing, ...own];
  if (found === undefined) return { kind: "done", value: undefined };
  const booking = await getBooking(hotelbeds, found.reference, options);
  if (booking.kind !== "done" || booking.value.clientReference === clientReference) return booking;
  return hotelbedsRefused("reservation_invalid", "", `${found.reference} is of another reference`);
}

/** A list wants a range of days, here of those on which bookings were made. */
function toQuery({ looksBackDays }: HotelbedsClientConfig, clientReference: string): string {
  return new URLSearchParams({
    clientReference,
    filterType: "CREATION",
    status: "ALL",
    start: toDay(-looksBackDays),
    // By any time zone: today may be tomorrow there.
    end: toDay(1),
    from: "1",
    to: String(listedMax),
  }).toString();
}

function toDay(offsetDays: number): string {
  return new Date(Date.now() + offsetDays * dayMs).toISOString().slice(0, 10);
}
