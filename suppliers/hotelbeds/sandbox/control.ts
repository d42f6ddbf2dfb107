import { z } from "zod";

import { formatAmount, parseMoney, percentageOf, type Money } from "../../../domain/money";
import type { SandboxRequest } from "../../sandbox/rest-sandbox";
import { splitRateKeys } from "../rate-keys";
import { type BookingRecord, findBookings, type HotelbedsStore } from "./records";

const ratesChangeSchema = z.strictObject({
  /** Of an offer, as our adapter gives it. */
  reference: z.string(),
  /** Each of its rates costs so much more by now, in percent; below zero less. */
  percent: z.number().int().min(-99).max(1_000).optional(),
  isGone: z.boolean().optional(),
});
const bookingChangeSchema = z.strictObject({
  status: z.enum(["CONFIRMED", "CANCELLED", "PRECONFIRMED"]).optional(),
  cancellationAmount: z.string().optional(),
  creationDate: z.iso.date().optional(),
});
const currencySchema = z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/) });

const documentStatuses = { CONFIRMED: "open", CANCELLED: "refunded" } as const;

/** Its own part of the remote control. */
export function controlStays(
  store: HotelbedsStore,
  { method, query, body }: SandboxRequest,
  path: string,
): { readonly status: number; readonly body: unknown } | undefined {
  const json: unknown = body === "" ? {} : JSON.parse(body);
  if (method === "PATCH" && path === "/rates") return ok(changeRates(store, json));
  if (method === "PUT" && path === "/currency") {
    const { currency } = currencySchema.parse(json);
    store.put("currency", "all", currency);
    return ok({ currency });
  }
  if (method === "GET" && path === "/bookings") {
    return ok({ bookings: findBookings(store, query.get("clientReference") ?? "") });
  }
  const [, kind, id = ""] = path.split("/");
  if (kind === "orders" && method === "GET") return ok(toOrder(id, findBookings(store, id)));
  const booking = kind === "bookings" ? store.find("booking", id) : findBookings(store, id).at(-1);
  if (booking === undefined || (kind !== "bookings" && kind !== "orders")) return undefined;
  if (method === "GET") return ok(booking);
  if (method !== "PATCH") return undefined;
  const changed: BookingRecord = { ...booking, ...toChange(bookingChangeSchema.parse(json)) };
  store.put("booking", changed.reference, changed);
  return ok(changed);
}

function ok(body: unknown): { readonly status: number; readonly body: unknown } {
  return { status: 200, body };
}

/** By our reference, in the form of the other sandboxes: one order with its documents. */
function toOrder(id: string, bookings: readonly BookingRecord[]): object {
  const documents = bookings.flatMap(({ reference: number, status }) =>
    status === "PRECONFIRMED" ? [] : [{ number, status: documentStatuses[status] }],
  );
  return { id, documents };
}

function changeRates(store: HotelbedsStore, json: unknown): object {
  const { reference, percent = 0, isGone } = ratesChangeSchema.parse(json);
  const rates = splitRateKeys(reference).flatMap((rateKey) => {
    const rate = store.find("rate", rateKey);
    if (rate === undefined) return [];
    const price = parseMoney({ amount: rate.price, currency: rate.currency });
    const changed = {
      ...rate,
      price: formatAmount(raise(price, percent)),
      isGone: isGone ?? rate.isGone,
    };
    store.put("rate", rateKey, changed);
    return [changed];
  });
  return { rates };
}

function raise(price: Money, percent: number): Money {
  const change = percentageOf(price, String(Math.abs(percent)));
  return { ...price, minor: price.minor + (percent < 0 ? -change.minor : change.minor) };
}

/** What is not said stays as it is. */
function toChange(change: z.output<typeof bookingChangeSchema>): Partial<BookingRecord> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
