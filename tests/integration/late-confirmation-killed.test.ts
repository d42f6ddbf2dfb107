import { EventEmitter, once } from "node:events";

import { inTransaction } from "../../db/transaction";
import { taskQueues } from "../../temporal/contract/queues";
import type { ApiClient, BookingBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { KillableWorker } from "../harness/killable-worker";
import { startWorkerProcess } from "../harness/killable-worker";
import type { PatientCarriers } from "../harness/patient-carriers";
import { startPatientCarriers } from "../harness/patient-carriers";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let carriers: PatientCarriers;
let worker: KillableWorker | undefined;

/** The worker of the carriers is a process of its own: it is killed. */
beforeAll(async () => {
  app = await startTestApp({
    suppliers: ["lcc"],
    queues: [taskQueues.books, taskQueues.messaging],
    settleMs: 200,
  });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  carriers = await startPatientCarriers(app, partner, "a secret of the carriers");
  startWorker();
});

afterAll(async () => {
  await worker?.kill();
  await app.close();
  carriers.close();
});

function startWorker(): void {
  worker = startWorkerProcess(app, "supplier", {
    queues: ["lcc"],
    environment: { SUPPLIER_SETTLE_MS: "200" },
  });
}

interface StuckBody {
  readonly id: string;
  readonly status: string;
  readonly workflow_id: string;
  readonly resource: { readonly id: string };
  readonly attention: { readonly reason: string } | null;
}

const untilStuck = ({ id }: BookingBody, reason: string): Promise<StuckBody> =>
  awaitCondition(`${reason} of ${id}`, async () => {
    const { body } = await client.get<{ data: StuckBody[] }>("/v1/operations?needs_attention=true");
    return body.data.find(
      ({ resource, attention }) => resource.id === id && attention?.reason === reason,
    );
  });

/** Held in our books; paid for in the aggregator's own pages, which tell us of it. */
async function confirmedLate(): Promise<{ booking: BookingBody; stuck: StuckBody }> {
  const recordLocator = await app.supplierSandbox("lcc").createOrder();
  const booking = await bookReservation(client, recordLocator, [serviceFee], "lcc");
  await carriers.pay(recordLocator);
  await carriers.confirm(recordLocator);
  return { booking, stuck: await untilStuck(booking, "confirmed_late") };
}

/** Sent again with its key, as a caller does, until a worker has taken it. */
async function decide({ id }: StuckBody, action: string): Promise<void> {
  const decision = { action, note: `we chose ${action}` };
  const key = { "Idempotency-Key": `${id}-${action}-${Date.now()}` };
  await awaitCondition(`${action} to be taken`, async () => {
    const { status } = await client.post(`/v1/operations/${id}/resolve`, decision, key);
    return status === 503 ? undefined : true;
  });
}

/** Nothing is written of the booking until it is let go of. */
async function holdBooking({ id }: BookingBody): Promise<() => Promise<void>> {
  const door = new EventEmitter();
  const held = once(door, "held");
  const open = once(door, "open");
  const holding = inTransaction(partner.scope, async ({ db }) => {
    await db
      .selectFrom("bookings")
      .select("booking_id")
      .where("public_id", "=", id)
      .forUpdate()
      .execute();
    door.emit("held");
    await open;
  });
  await held;
  return async () => {
    door.emit("open");
    await holding;
  };
}

async function untilEnded({ workflow_id: id }: StuckBody): Promise<string> {
  return awaitCondition(`${id} to end`, async () => {
    const { status } = await app.temporal.client.workflow.getHandle(id).describe();
    return status.name === "RUNNING" ? undefined : status.name;
  });
}

async function verifyBooks(): Promise<void> {
  const { body } = await client.post<{ checks: { finding: unknown }[] }>("/v1/ledger/verification");
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

describe("a late confirmation whose worker is killed", () => {
  test("in the commit of what is adopted: booked once, by the next worker", async () => {
    const { booking, stuck } = await confirmedLate();
    const letGo = await holdBooking(booking);
    const decided = decide(stuck, "adopt");
    await awaitCondition("the decision to be taken", async () => {
      const { body } = await client.get<StuckBody>(`/v1/operations/${stuck.id}`);
      return body.attention === null ? true : undefined;
    });
    await worker?.kill();
    await letGo();
    startWorker();
    await decided;
    expect(await untilEnded(stuck)).toBe("COMPLETED");
    const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    const sandbox = app.supplierSandbox("lcc");
    expect(body.state).toBe("ISSUED");
    expect(body.tickets.map(({ number }) => number)).toEqual(
      await sandbox.liveDocuments(booking.record_locator),
    );
    expect((await sandbox.count("issue", booking.record_locator)).done).toBe(1);
    const entries = await partner.scope.db
      .selectFrom("journal_entries")
      .select("posting_key")
      .where("posting_key", "=", `issue:${booking.id}`)
      .execute();
    expect(entries).toHaveLength(1);
    await verifyBooks();
  });

  test("on the way to the carriers with what is given back: asks them again", async () => {
    const { booking, stuck } = await confirmedLate();
    const { id, record_locator: order } = booking;
    const sandbox = app.supplierSandbox("lcc");
    await sandbox.control("POST", "/faults", {
      operation: "get_order",
      subject: order,
      times: 1,
      behaviour: { kind: "hang" },
    });
    const asked = (await sandbox.count("retrieve", order)).asked;
    const decided = decide(stuck, "abandon");
    await awaitCondition("the order to be asked for", async () =>
      (await sandbox.count("retrieve", order)).asked > asked ? true : undefined,
    );
    await worker?.kill();
    startWorker();
    // These carriers void nothing through us: what is left there is cancelled in their own pages.
    const left = await untilStuck(booking, "void_incomplete");
    await decided;
    await carriers.cancel(order);
    await decide(left, "retry");
    expect(await untilEnded(stuck)).toBe("FAILED");
    const { body } = await client.get<BookingBody>(`/v1/bookings/${id}`);
    expect([body.state, body.tickets]).toEqual(["HELD", []]);
    await verifyBooks();
  });

  test("before it has taken what was decided: the decision is refused as such, and taken once told again", async () => {
    const { booking, stuck } = await confirmedLate();
    await worker?.kill();
    const decided = decide(stuck, "dismiss");
    startWorker();
    await decided;
    expect(await untilEnded(stuck)).toBe("FAILED");
    const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    expect(body.state).toBe("HELD");
  });
});
