import { z } from "zod";

import { formatAmount } from "../../domain/money";
import { openRecordStore } from "../sandbox/record-store";
import {
  type RestSandbox,
  type RestSandboxOptions,
  type SandboxReply,
  type SandboxRequest,
  type SandboxTask,
  startRestSandbox,
} from "../sandbox/rest-sandbox";
import { signCall } from "./hotelbeds-connection";
import { cancelSchema, checkSchema, listSchema, searchSchema } from "./sandbox/asked-schemas";
import { type Asked, book, findRate, newBookingSchema } from "./sandbox/book";
import { controlStays } from "./sandbox/control";
import { defaultAccount } from "./sandbox/default-account";
import { findHotel, hotelsAt, type SandboxHotel } from "./sandbox/hotels";
import { makeRates } from "./sandbox/make-rates";
import {
  type BookingRecord,
  findBookings,
  type HotelbedsRecords,
  type HotelbedsStore,
} from "./sandbox/records";
import {
  cancellationAmountOf,
  renderBooking,
  renderHotel,
  renderRooms,
  totalsOf,
} from "./sandbox/render-stay";

const currencyDefault = "BDT";
const clockSkewSecondsMax = 30;

/** A bedbank: rates are asked for, checked and bought; nothing is held. */
export async function startHotelbedsSandbox(options: RestSandboxOptions): Promise<RestSandbox> {
  const store = openRecordStore<HotelbedsRecords>(options.stateDirectory, "hotelbeds-sandbox");
  return startRestSandbox(options, store, {
    read: (request) => {
      if (!isSigned(request)) return refuse("", "Not Authorized", 401);
      try {
        const task = readTask(store, request);
        return task === undefined
          ? refuse("NOT_FOUND", "no such operation", 404)
          : { ...task, refuse };
      } catch (error) {
        if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
        return refuse("INVALID_REQUEST", error.message);
      }
    },
    control: (request, path) => controlStays(store, request, path),
  });
}

type Operation = Omit<SandboxTask, "refuse">;

function readTask(store: HotelbedsStore, request: SandboxRequest): Operation | undefined {
  const { method, path, query, body } = request;
  const json: unknown = body === "" ? {} : JSON.parse(body);
  const [, api, version, resource, id = ""] = path.split("/");
  if (api !== "hotel-api" || version !== "1.0") return undefined;
  switch (`${method} ${resource ?? ""}${id === "" ? "" : "/*"}`) {
    case "POST hotels":
      return search(store, searchSchema.parse(json));
    case "POST checkrates": {
      const { rooms } = checkSchema.parse(json);
      const rateKey = rooms[0]?.rateKey ?? "";
      const perform = () => answer(checkRate(store, rateKey));
      return { operation: "check_rate", subjects: [rateKey], perform };
    }
    case "POST bookings": {
      const asked = newBookingSchema.parse(json);
      const subjects = [asked.clientReference, ...asked.rooms.map(({ rateKey }) => rateKey)];
      return { operation: "book", subjects, perform: () => answer(book(store, asked)) };
    }
    case "GET bookings": {
      const asked = listSchema.parse(Object.fromEntries(query));
      const perform = () => reply(list(store, asked));
      return { operation: "list_bookings", subjects: [asked.clientReference ?? ""], perform };
    }
    case "GET bookings/*": {
      const perform = () => onBooking(store, id, (booking) => reply(renderBooking(booking)));
      return { operation: "get_booking", subjects: subjectsOf(store, id), perform };
    }
    case "DELETE bookings/*": {
      const { cancellationFlag } = cancelSchema.parse(Object.fromEntries(query));
      const isAct = cancellationFlag === "CANCELLATION";
      return {
        operation: isAct ? "cancel_booking" : "simulate_cancellation",
        subjects: subjectsOf(store, id),
        perform: () => onBooking(store, id, (booking) => cancel(store, booking, isAct)),
      };
    }
    default:
      return undefined;
  }
}

function subjectsOf(store: HotelbedsStore, reference: string): string[] {
  return [reference, store.find("booking", reference)?.clientReference ?? ""];
}

function search(
  store: HotelbedsStore,
  { stay, occupancies, hotels, destination, filter }: z.output<typeof searchSchema>,
): Operation {
  const place = destination?.code ?? hotels?.hotel.join("-") ?? "";
  const perform = (): SandboxReply => {
    const found: SandboxHotel[] =
      destination === undefined
        ? (hotels?.hotel ?? []).flatMap((code) => findHotel(code) ?? [])
        : hotelsAt(destination.code);
    const currency = store.find("currency", "all") ?? currencyDefault;
    const shown = found.slice(0, filter.maxHotels).map((hotel) => {
      const rates = occupancies
        .flatMap(({ rooms, adults, children, paxes }) => {
          const childAges = paxes.slice(0, children).map(({ age }) => age);
          return makeRates(hotel, { ...stay, rooms, adults, childAges }, currency);
        })
        .filter(
          ({ payment }) =>
            filter.paymentType === "BOTH" ||
            (filter.paymentType === "AT_HOTEL") === (payment === "at_property"),
        );
      for (const rate of rates) store.put("rate", rate.rateKey, rate);
      return { ...renderHotel(hotel.code), currency, rooms: renderRooms(rates) };
    });
    return reply({ hotels: { ...stay, total: shown.length, hotels: shown } });
  };
  return { operation: "availability", subjects: [`${place}-${stay.checkIn}`], perform };
}

function checkRate(store: HotelbedsStore, rateKey: string): Asked<object> {
  const found = findRate(store, rateKey);
  if ("no" in found) return found;
  const rate = found.yes;
  const hotel = {
    ...renderHotel(rate.hotelCode),
    checkIn: rate.checkIn,
    checkOut: rate.checkOut,
    currency: rate.currency,
    rooms: renderRooms([rate]),
    totalNet: formatAmount(totalsOf([rate]).net),
    paymentDataRequired: false,
  };
  return { yes: { hotel } };
}

function list(
  store: HotelbedsStore,
  { clientReference, status, start, end, from, to }: z.output<typeof listSchema>,
): object {
  const own =
    clientReference === undefined ? store.list("booking") : findBookings(store, clientReference);
  const found = own.filter(
    (booking) =>
      (status === "ALL" || booking.status === status) &&
      booking.creationDate >= start &&
      booking.creationDate <= end,
  );
  const bookings = found.slice(from - 1, to).map((booking) => renderBooking(booking).booking);
  return { bookings: { from, to, total: found.length, bookings } };
}

function cancel(store: HotelbedsStore, booking: BookingRecord, isAct: boolean): SandboxReply {
  if (booking.status === "CANCELLED") {
    return refuse("INVALID_DATA", "the booking is cancelled, it cannot be cancelled again");
  }
  const amount = cancellationAmountOf(booking);
  if (!isAct) return reply(renderBooking(booking, amount));
  const cancelled = { ...booking, status: "CANCELLED" } as const;
  store.put("booking", booking.reference, cancelled);
  return reply(renderBooking(cancelled, amount));
}

function onBooking(
  store: HotelbedsStore,
  reference: string,
  run: (booking: BookingRecord) => SandboxReply,
): SandboxReply {
  const booking = store.find("booking", reference);
  return booking === undefined
    ? refuse("INVALID_DATA", "The booking does not exist", 404)
    : run(booking);
}

/** By the clock here, or one that is a little before or behind it. */
function isSigned({ headers }: SandboxRequest): boolean {
  const { apiKey, secret } = defaultAccount;
  if (headers["api-key"] !== apiKey) return false;
  const nowMs = Date.now();
  return Array.from({ length: 2 * clockSkewSecondsMax + 1 }, (_, index) => index).some(
    (index) =>
      headers["x-signature"] ===
      signCall(apiKey, secret, nowMs + (index - clockSkewSecondsMax) * 1_000),
  );
}

function answer(asked: Asked<object>): SandboxReply {
  return "yes" in asked ? reply(asked.yes) : refuse(...asked.no);
}

function reply(body: object): SandboxReply {
  const text = JSON.stringify({ auditData: { release: "sandbox" }, ...body });
  return { status: 200, body: text, contentType: "application/json", result: "ok" };
}

/** What is the matter with a product is a fault of the server, as at Hotelbeds. */
function refuse(
  code: string,
  message: string,
  status = code === "PRODUCT_ERROR" ? 500 : 400,
): SandboxReply {
  const error = code === "" ? message : { code, message };
  const body = JSON.stringify({ error });
  return { status, body, contentType: "application/json", result: code === "" ? "no" : code };
}
