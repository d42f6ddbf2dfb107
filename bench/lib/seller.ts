import { randomUUID } from "node:crypto";

import { createClient, isOperation } from "../../client/src";
import type { Stack } from "../../scripts/stack/stack-types";

export interface Seller {
  /** Books so many reservations that the sandbox makes for it; returns the bookings' ids. */
  bookMany(count: number): Promise<string[]>;
  issue(bookingId: string): Promise<void>;
}

const bookingsAtOnce = 8;
const serviceFee = {
  type: "service_fee",
  amount: { amount: "1000.00", currency: "BDT" },
  vat_percent: "15",
} as const;

/** A partner's system: it speaks to the public API and to nothing else of ours. */
export function createSeller(stack: Stack, token: string): Seller {
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
    bookMany: async (count) => {
      const { id: customerId } = await api.call("POST /v1/customers", {
        body: {
          code: `BENCH-${randomUUID().slice(0, 8)}`,
          display_name: "Bench Customer",
          email: "bench.customer@example.com",
        },
      });
      const locators = await makeReservations(stack, count);
      const ids: string[] = [];
      const book = async () => {
        for (let locator = locators.pop(); locator !== undefined; locator = locators.pop()) {
          const reservation = { supplier: "amadeus", record_locator: locator } as const;
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

async function makeReservations(stack: Stack, count: number): Promise<string[]> {
  const response = await fetch(`${stack.environment["AMADEUS_SANDBOX_URL"]}/control/pnrs`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ template: "return", count }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the sandbox made no reservations: ${text}`);
  const body: { pnrs: { recordLocator: string }[] } = JSON.parse(text);
  return body.pnrs.map(({ recordLocator }) => recordLocator);
}
