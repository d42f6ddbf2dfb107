import { randomUUID } from "node:crypto";

import { createClient, isOperation } from "../../client/src";
import type { Stack } from "../../scripts/stack/stack-types";
import { amadeusAt, type BenchSupplier } from "./bench-supplier";

export interface Seller {
  /**
   * Books so many reservations that the sandbox makes for it, held until the office's local time
   * where one is named; returns the bookings' ids.
   */
  bookMany(count: number, ticketingTimeLimit?: string): Promise<string[]>;
  /** The supplier holds it no longer than to the office's local time. */
  limitHold(bookingId: string, ticketingTimeLimit: string): Promise<void>;
  issue(bookingId: string): Promise<void>;
  void(bookingId: string): Promise<void>;
  /** Quotes last for an hour or longer. */
  quoteRefund(bookingId: string): Promise<string>;
  refund(quoteId: string): Promise<void>;
  /** Flies later, for the same money but for what the airline asks. */
  quoteExchange(bookingId: string): Promise<string>;
  exchange(quoteId: string): Promise<void>;
}

const bookingsAtOnce = 8;
const serviceFee = {
  type: "service_fee",
  amount: { amount: "1000.00", currency: "BDT" },
  vat_percent: "15",
} as const;

/** A partner's system: it speaks to the public API and to nothing else of ours. */
export function createSeller(
  stack: Stack,
  token: string,
  supplier: BenchSupplier = amadeusAt(stack),
): Seller {
  const api = createClient({
    baseUrl: `http://127.0.0.1:${stack.environment["API_PORT"]}`,
    token,
    retries: { attempts: 1 },
  });
  return {
    issue: async (bookingId) => {
      const answer = await api.call("POST /v1/bookings/{booking_id}/issue", {
        path: { booking_id: bookingId },
      });
      if (isOperation(answer)) throw new Error(`${bookingId} was not issued in time`);
    },
    void: async (bookingId) => {
      const answer = await api.call("POST /v1/bookings/{booking_id}/void", {
        path: { booking_id: bookingId },
        body: { reason: "the bench" },
      });
      if (isOperation(answer)) throw new Error(`${bookingId} was not voided in time`);
    },
    quoteRefund: async (bookingId) => {
      const path = { booking_id: bookingId };
      const { tickets } = await api.call("GET /v1/bookings/{booking_id}", { path });
      for (const { number } of tickets) await supplier.age(number);
      const answer = await api.call("POST /v1/refunds/quote", { body: { booking_id: bookingId } });
      if (isOperation(answer)) throw new Error(`${bookingId} got no quote in time`);
      return answer.id;
    },
    refund: async (quoteId) => {
      const body = { quote_id: quoteId, reason: "the bench" };
      const answer = await api.call("POST /v1/refunds", { body });
      if (isOperation(answer)) throw new Error(`${quoteId} was not refunded in time`);
    },
    quoteExchange: async (bookingId) => {
      const path = { booking_id: bookingId };
      const booking = await api.call("GET /v1/bookings/{booking_id}", { path });
      await supplier.makeExchangeable(booking.record_locator ?? "");
      const answer = await api.call("POST /v1/exchanges/quote", {
        body: { booking_id: bookingId },
      });
      if (isOperation(answer)) throw new Error(`${bookingId} got no quote in time`);
      return answer.id;
    },
    exchange: async (quoteId) => {
      const body = { quote_id: quoteId, reason: "the bench" };
      const answer = await api.call("POST /v1/exchanges", { body });
      if (isOperation(answer)) throw new Error(`${quoteId} was not exchanged in time`);
    },
    limitHold: async (bookingId, ticketingTimeLimit) => {
      const path = { booking_id: bookingId };
      const booking = await api.call("GET /v1/bookings/{booking_id}", { path });
      await supplier.limitHold(booking.record_locator ?? "", ticketingTimeLimit);
    },
    bookMany: async (count, ticketingTimeLimit) => {
      const { id: customerId } = await api.call("POST /v1/customers", {
        body: {
          code: `BENCH-${randomUUID().slice(0, 8)}`,
          display_name: "Bench Customer",
          email: "bench.customer@example.com",
        },
      });
      const locators = await supplier.reserve(count, ticketingTimeLimit);
      const ids: string[] = [];
      const book = async () => {
        for (let locator = locators.pop(); locator !== undefined; locator = locators.pop()) {
          const reservation = { supplier: supplier.name, record_locator: locator };
          const booking = await api.call("POST /v1/bookings", {
            body: { customer_id: customerId, reservation, charges: [serviceFee] },
          });
          ids.push(booking.id);
        }
      };
      await Promise.all(Array.from({ length: bookingsAtOnce }, book));
      return ids;
    },
  };
}
