import { randomUUID } from "node:crypto";

import type { Stack } from "../../scripts/stack/stack-types";

export interface Seller {
  /** Books so many reservations that the sandbox makes for it; returns the bookings' ids. */
  bookMany(count: number): Promise<string[]>;
  issue(bookingId: string): Promise<void>;
}

const bookingsAtOnce = 8;

/** A partner's system: it speaks to the public API and to nothing else of ours. */
export function createSeller(stack: Stack, token: string): Seller {
  const api = `http://127.0.0.1:${stack.environment["API_PORT"]}`;
  const post = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(api + path, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Idempotency-Key": randomUUID(),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== 201) throw new Error(`POST ${path}: ${response.status} ${text}`);
    const answer: Record<string, unknown> = JSON.parse(text);
    return answer;
  };
  return {
    issue: async (bookingId) => {
      await post(`/v1/bookings/${bookingId}/issue`);
    },
    bookMany: async (count) => {
      const { id: customerId } = await post("/v1/customers", {
        code: `BENCH-${randomUUID().slice(0, 8)}`,
        display_name: "Bench Customer",
        email: "bench.customer@example.com",
      });
      const locators = await makeReservations(stack, count);
      const ids: string[] = [];
      const book = async () => {
        for (let locator = locators.pop(); locator !== undefined; locator = locators.pop()) {
          const booking = await post("/v1/bookings", {
            customer_id: customerId,
            reservation: { supplier: "amadeus", record_locator: locator },
            charges: [
              {
                type: "service_fee",
                amount: { amount: "1000.00", currency: "BDT" },
                vat_percent: "15",
              },
            ],
          });
          ids.push(String(booking["id"]));
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
