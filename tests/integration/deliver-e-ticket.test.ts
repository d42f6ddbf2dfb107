import { MockActivityEnvironment } from "@temporalio/testing";
import { DefaultLogger } from "@temporalio/worker";

import { createBookingMemory } from "../../activities/booking-memory";
import { createDeliverETicket } from "../../activities/message/deliver-e-ticket";
import type { MessageDependencies } from "../../activities/message/message-activities";
import { newId } from "../../db/new-id";
import { createPartnerScopes } from "../../db/partner-scopes";
import type { Mailer } from "../../suppliers/mail/port";
import { openMailer } from "../../suppliers/mail/smtp-mailer";
import type {
  DeliverETicketInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { now } from "../harness/database";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let mailer: Mailer;
let deliverETicket: ReturnType<typeof createDeliverETicket>;
let bookingId: string;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  const client = apiClient(app, partner.token);
  bookingId = (await bookReservation(client, locator("OK"))).id;
  await client.post(`/v1/bookings/${bookingId}/issue`);
  mailer = openMailer(app.smtpUrl, { from: { name: "Nova", address: "no-reply@nova.example" } });
  const dependencies: MessageDependencies = {
    openPartner: createPartnerScopes(app.database),
    bookings: createBookingMemory(),
    observer: { onContention: () => {} },
    now,
    documents: app.dependencies.documents,
    mailer,
    mailDomain: "nova.example",
    keyRing: app.dependencies.keyRing,
    appUrl: "https://app.nova.example",
  };
  deliverETicket = createDeliverETicket(dependencies);
});

afterAll(async () => {
  mailer.close();
  await app.close();
});

/** As if its event had just arrived: a message of its own. */
function newMessage(): DeliverETicketInput {
  return {
    schemaVersion: 1,
    partner: partner.scope.partner,
    eventId: newId("event"),
    channel: "email",
    messageType: "e_ticket",
    bookingId,
  };
}

function attempt(input: DeliverETicketInput): Promise<DeliverMessageResult> {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger("ERROR") });
  return environment.run(deliverETicket, input);
}

async function copiesOf(result: DeliverMessageResult): Promise<number> {
  if (result.kind !== "sent") throw new Error("nothing was sent");
  const query = new URLSearchParams({ messageId: result.messageId });
  const response = await fetch(`${app.mailControlUrl}/messages?${query.toString()}`);
  const { count }: { count: number } = JSON.parse(await response.text());
  return count;
}

async function setSendingSince({ eventId }: DeliverETicketInput, since: string | null) {
  await partner.scope.db
    .updateTable("email_outbox")
    .set({ status: "pending", sending_since: since })
    .where("message_key", "=", `${eventId}:email:e_ticket`)
    .execute();
}

describe("deliverETicket", () => {
  test("run again after it has ended, sends nothing more and says the same", async () => {
    const message = newMessage();
    const first = await attempt(message);
    expect(await attempt(message)).toEqual(first);
    expect(await copiesOf(first)).toBe(1);
  });

  test("run by several at once, sends one mail; the others are told to look again", async () => {
    const message = newMessage();
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => attempt(message)));
    const results = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const failures = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(results.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatchObject({ type: "MAIL_IN_FLIGHT" });
    expect(await copiesOf(await attempt(message))).toBe(1);
  });

  test("waits for an attempt that may still be at it, and takes over from one that is dead", async () => {
    const message = newMessage();
    const first = await attempt(message);
    await setSendingSince(message, now().replace("T", " ").replace("Z", ""));
    await expect(attempt(message)).rejects.toMatchObject({ type: "MAIL_IN_FLIGHT" });
    expect(await copiesOf(first)).toBe(1);
    await setSendingSince(message, "2026-01-01 00:00:00");
    expect(await attempt(message)).toEqual(first);
    expect(await copiesOf(first)).toBe(2);
  });
});
