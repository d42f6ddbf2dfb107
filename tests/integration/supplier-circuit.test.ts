import { randomUUID } from "node:crypto";

import { newId } from "../../db/new-id";
import { openRedis } from "../../db/redis";
import type { CallHealth, SupplierGate } from "../../domain/supplier-gate";
import { createSupplierCircuits } from "../../services/supplier/supplier-circuit";
import { readSupplierHealth } from "../../services/supplier/supplier-health";
import { defineSupplier } from "../../suppliers/define-supplier";
import { guardSupplier } from "../../suppliers/guard-supplier";
import type { ApiClient, BookingBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({
    suppliers: ["sabre"],
    circuit: { callsMin: 4, openMs: 1_000 },
    settleMs: 200,
    waitMs: 4_000,
  });
  client = apiClient(app, (await app.createPartner()).token);
});

afterAll(() => app.close());

const openMs = 300;

function openCircuit() {
  const of = { partner: newId("partner"), gdsProviderCode: "1S" };
  const opened: string[] = [];
  const observer = { onOpened: (code: string) => opened.push(code), onHeldBack: () => {} };
  const gate = createSupplierCircuits(app.redis, { callsMin: 4, openMs }, observer)(of);
  return { gate, opened, health: () => readSupplierHealth(app.redis, of) };
}

async function call(gate: SupplierGate, health: CallHealth): Promise<string> {
  const admission = await gate.admit();
  if (admission.kind === "heldBack") return "held back";
  await gate.record(admission, health);
  return admission.isProbe ? "probe" : "called";
}

const failed: CallHealth = { kind: "failed" };
const answered: CallHealth = { kind: "answered" };

const { signal } = new AbortController();

const withoutOperations = defineSupplier({
  operations: {},
  traits: {
    keepsIdempotencyKey: false,
    confirmsLater: false,
    voidsInPart: false,
    refundsCoupons: false,
    keepsResidual: false,
    seatsMax: 1,
  },
  close: () => {},
});

describe("createSupplierCircuits", () => {
  test("opens when half of enough calls have failed, and lets one probe at a time through", async () => {
    const { gate, opened, health } = openCircuit();
    for (const one of [answered, failed, answered, failed]) await call(gate, one);
    expect(opened).toEqual(["1S"]);
    expect(await health()).toMatchObject({ state: "open", calls: 4, failures: 2 });
    expect(await call(gate, answered)).toBe("held back");
    const probe = await awaitCondition("the time to be over", async () => {
      const admission = await gate.admit();
      return admission.kind === "admitted" ? admission : undefined;
    });
    expect(probe.isProbe).toBe(true);
    expect(await health()).toMatchObject({ state: "half_open" });
    expect(await gate.admit()).toMatchObject({ kind: "heldBack" });
    await gate.record(probe, answered);
    expect(await health()).toMatchObject({ state: "closed" });
    expect(await call(gate, answered)).toBe("called");
  });

  test("stays open twice as long when the probe fails too", async () => {
    const { gate, health } = openCircuit();
    for (let calls = 0; calls < 4; calls += 1) await call(gate, failed);
    await awaitCondition("a probe", async () =>
      (await call(gate, failed)) === "probe" ? true : undefined,
    );
    const { state, retryInMs } = await health();
    expect(state).toBe("open");
    expect(Number(retryInMs)).toBeGreaterThan(openMs);
  });

  test("a probe that says nothing of the supplier makes room for another", async () => {
    const { gate } = openCircuit();
    for (let calls = 0; calls < 4; calls += 1) await call(gate, failed);
    await awaitCondition("a probe", async () =>
      (await call(gate, { kind: "neither" })) === "probe" ? true : undefined,
    );
    expect(await call(gate, answered)).toBe("probe");
  });

  test("an operation that the supplier does not have says nothing of it", async () => {
    const { gate, health } = openCircuit();
    const supplier = guardSupplier(withoutOperations, gate);
    const ask = () => supplier.listDocuments({ recordLocator: "ABCDEF" }, { signal });
    for (const one of [failed, failed, failed]) await call(gate, one);
    expect(await ask()).toMatchObject({ kind: "refused", reason: "not_supported" });
    expect(await health()).toMatchObject({ state: "closed", calls: 3, failures: 3 });
    await call(gate, failed);
    await awaitCondition("a probe", async () => (await ask()).kind === "refused");
    expect(await health()).not.toMatchObject({ state: "closed" });
    expect(await call(gate, answered)).toBe("probe");
  });

  test("waits as long as the supplier says, from the first time it says so", async () => {
    const { gate, health } = openCircuit();
    await call(gate, { kind: "limited", retryAfterMs: 60_000 });
    expect(await call(gate, answered)).toBe("held back");
    expect(Number((await health()).retryInMs)).toBeGreaterThan(50_000);
  });

  test("lets everything through where there is no Redis", async () => {
    const redis = openRedis("redis://127.0.0.1:1/0");
    redis.on("error", () => {});
    const of = { partner: newId("partner"), gdsProviderCode: "1S" };
    const gate = createSupplierCircuits(redis, { callsMin: 1, openMs })(of);
    expect(await call(gate, failed)).toBe("called");
    expect(await call(gate, failed)).toBe("called");
    expect((await readSupplierHealth(redis, of)).state).toBe("unknown");
    redis.disconnect();
  });
});

interface HealthBody {
  readonly suppliers: readonly {
    readonly supplier: string;
    readonly state: string;
    readonly retry_at: string | null;
  }[];
}

async function healthOfSabre(): Promise<HealthBody["suppliers"][number] | undefined> {
  const { body } = await client.get<HealthBody>("/v1/supplier-health");
  return body.suppliers.find(({ supplier }) => supplier === "sabre");
}

async function book(): Promise<BookingBody> {
  const recordLocator = await app.supplierSandbox("sabre").createOrder();
  return bookReservation(client, recordLocator, [serviceFee], "sabre");
}

async function untilIssued({ id }: BookingBody): Promise<void> {
  await awaitCondition(`${id} to be issued`, async () => {
    const { body } = await client.get<BookingBody>(`/v1/bookings/${id}`);
    return body.state === "ISSUED" ? true : undefined;
  });
}

const issue = ({ id }: BookingBody) =>
  client.post(`/v1/bookings/${id}/issue`, undefined, { "Idempotency-Key": randomUUID() });

describe("a supplier that does not answer", () => {
  test("is left alone, and what waited is issued once when it answers again", async () => {
    const sandbox = app.supplierSandbox("sabre");
    const bookings = await Promise.all(Array.from({ length: 5 }, book));
    expect((await healthOfSabre())?.state).toBe("closed");
    await sandbox.fault("*", "HTTP 503", { times: Infinity });
    const answers = await Promise.all(bookings.map(issue));
    expect(answers.map(({ status }) => status)).toEqual(bookings.map(() => 202));
    const open = await awaitCondition("requests to be held back", async () => {
      const health = await healthOfSabre();
      return health?.state === "open" ? health : undefined;
    });
    expect(Date.parse(open.retry_at ?? "")).toBeGreaterThan(Date.now() - 1_000);
    await sandbox.clearFaults();
    await Promise.all(bookings.map(untilIssued));
    for (const { record_locator: recordLocator } of bookings) {
      expect((await sandbox.count("issue", recordLocator)).done).toBe(1);
    }
    expect((await healthOfSabre())?.state).toBe("closed");
  });

  test("HTTP 429: is not asked again before it says so", async () => {
    const sandbox = app.supplierSandbox("sabre");
    const booking = await book();
    const { record_locator: recordLocator } = booking;
    await sandbox.fault("issue", "HTTP 429", { recordLocator });
    await issue(booking);
    await untilIssued(booking);
    const path = `/journal?subject=${recordLocator}`;
    const { entries } = await sandbox.control<{ entries: { at: string; behaviour?: string }[] }>(
      "GET",
      path,
    );
    const limited = entries.findIndex(({ behaviour }) => behaviour === "httpStatus");
    const [before, after] = entries.slice(limited, limited + 2).map(({ at }) => Date.parse(at));
    expect(Number(after) - Number(before)).toBeGreaterThanOrEqual(2_000);
  });
});
