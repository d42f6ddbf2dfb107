import { randomUUID } from "node:crypto";

import type { Call, Caller } from "./caller";
import type { FaultStack } from "./fault-stack";
import { until } from "./observe";

/** A booking that is to be issued, of a customer whose mails can be told from all others. */
export interface Sale {
  readonly bookingId: string;
  readonly recordLocator: string;
  readonly email: string;
  /** The Idempotency-Key that its issuance is asked for with. */
  readonly key: string;
}

const serviceFee = {
  type: "service_fee",
  amount: { amount: "1000.00", currency: "BDT" },
  vat_percent: "15",
};

let saleCount = 0;

/** Books a reservation of the sandbox: a family of four, unless a magic prefix says otherwise. */
export async function book({ caller }: FaultStack, prefix = "FAM"): Promise<Sale> {
  saleCount += 1;
  const number = saleCount
    .toString(36)
    .toUpperCase()
    .padStart(6 - prefix.length, "0");
  const recordLocator = prefix + number;
  const email = `customer-${recordLocator.toLowerCase()}@example.com`;
  const customer = await insist(caller, "/v1/customers", {
    code: `C-${recordLocator}`,
    display_name: "Ayesha Rahman",
    email,
  });
  const booking = await insist(caller, "/v1/bookings", {
    customer_id: customer["id"],
    reservation: { supplier: "amadeus", record_locator: recordLocator },
    charges: [serviceFee],
  });
  return { bookingId: String(booking["id"]), recordLocator, email, key: randomUUID() };
}

export function issuePath({ bookingId }: Sale): string {
  return `/v1/bookings/${bookingId}/issue`;
}

/** Asks for the tickets and does not let go before there is an answer. */
export function issue({ caller }: FaultStack, sale: Sale, key = sale.key): Promise<Call> {
  const call = caller.insist(issuePath(sale), key);
  // It is awaited when the harm is done; until then a failure is nobody's to catch.
  call.catch(() => undefined);
  return call;
}

/** Its operation is committed. */
export async function untilBegun({ books }: FaultStack, { bookingId }: Sale): Promise<void> {
  await until("the operation", async () => {
    const rows = await books.rows(
      `SELECT operation_id FROM operations
        WHERE resource_public_id = ? AND operation_kind = 'booking.issue'`,
      [bookingId],
    );
    return rows[0];
  });
}

/** Its event is in the stream, and its outbox row says so. */
export async function untilPublished({ books }: FaultStack, { bookingId }: Sale): Promise<void> {
  await until("the published event", async () => {
    const rows = await books.rows(
      "SELECT public_id FROM outbox_events WHERE aggregate_id = ? AND published_at IS NOT NULL",
      [bookingId],
    );
    return rows[0];
  });
}

/** Temporal has given up on an attempt at the commit, and the next one is under way. */
export async function untilCommitIsTriedAgain(
  { temporal, partner }: FaultStack,
  { bookingId }: Sale,
): Promise<void> {
  await until("another attempt at the commit", async () => {
    const handle = temporal.workflow.getHandle(`issue:${partner}:${bookingId}`);
    const { raw } = await handle.describe();
    return raw.pendingActivities?.find(
      ({ activityType, attempt }) => activityType?.name === "commitIssuance" && (attempt ?? 1) >= 1,
    );
  });
}

/** Where it takes longer than a request waits, the operation that was followed names what it made. */
async function insist(caller: Caller, path: string, body: object): Promise<Call["final"]["body"]> {
  const { final, met } = await caller.insist(path, randomUUID(), body);
  if (final.status === 201) return final.body;
  const { status, resource } = final.body;
  if (status !== "succeeded" || typeof resource !== "object" || resource === null) {
    throw new Error(`${path}: ${met.join(", ")}: ${JSON.stringify(final.body)}`);
  }
  return { ...resource };
}
