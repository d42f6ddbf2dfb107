import type { Stack } from "../../scripts/stack/stack-types";

/** A sandbox supplier by its remote control, as the benches need it. */
export interface BenchSupplier {
  readonly name: "amadeus" | "ndc";
  /** Held until the office's local time where one is named; returns their record locators. */
  reserve(count: number, ticketingTimeLimit: string | undefined): Promise<string[]>;
  /** It is held no longer than to the office's local time. */
  limitHold(recordLocator: string, ticketingTimeLimit: string): Promise<void>;
  /** As if the ticket had been issued long ago: on its day of issue it is voided, not refunded. */
  age(ticketNumber: string): Promise<void>;
  /** The airline asks for something, so that there is something to exchange. */
  makeExchangeable(recordLocator: string): Promise<void>;
}

/** Amadeus's PNRs, there and back. */
export function amadeusAt({ environment }: Stack): BenchSupplier {
  const control = controlOf(environment["AMADEUS_SANDBOX_URL"]);
  return {
    name: "amadeus",
    reserve: async (count, ticketingTimeLimit) => {
      const pnr = ticketingTimeLimit === undefined ? {} : { pnr: { ticketingTimeLimit } };
      const { pnrs } = await control<{ pnrs: { recordLocator: string }[] }>("POST", "pnrs", {
        template: "return",
        count,
        ...pnr,
      });
      return pnrs.map(({ recordLocator }) => recordLocator);
    },
    limitHold: async (recordLocator, ticketingTimeLimit) => {
      await control("PATCH", `pnrs/${recordLocator}`, { ticketingTimeLimit });
    },
    age: async (number) => {
      await control("PATCH", `documents/${number}`, { issuedOn: "2026-01-02" });
    },
    makeExchangeable: async (recordLocator) => {
      await control("PATCH", `pnrs/${recordLocator}`, { penalty: "1000.00" });
    },
  };
}

/** An airline's orders by NDC, one way: there each is made by itself, and ends when the airline says. */
export function ndcAt({ environment }: Stack): BenchSupplier {
  const control = controlOf(environment["NDC_SANDBOX_URL"]);
  interface Order {
    readonly id: string;
    readonly fares: readonly object[];
  }
  return {
    name: "ndc",
    reserve: async (count) => {
      const ids: string[] = [];
      while (ids.length < count) ids.push((await control<Order>("POST", "orders", {})).id);
      return ids;
    },
    limitHold: async () => Promise.reject(new Error("an airline sets its time limits itself")),
    age: async (number) => {
      await control("PATCH", `documents/${number}`, { issuedAt: "2026-01-02T08:00:00Z" });
    },
    makeExchangeable: async (id) => {
      const { fares } = await control<Order>("GET", `orders/${id}`);
      await control("PATCH", `orders/${id}`, {
        fares: fares.map((fare) => ({ ...fare, base: "43500.00" })),
      });
    },
  };
}

type Control = <T>(method: string, path: string, body?: object) => Promise<T>;

function controlOf(url: string | undefined): Control {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/control/${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    const answer: T = JSON.parse(text);
    return answer;
  };
}
