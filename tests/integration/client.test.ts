import { randomUUID } from "node:crypto";

import type { Client, Customer, Operation } from "../../client/src";
import {
  createClient,
  isOperation,
  items,
  pages,
  ProblemError,
  UnreadableAnswerError,
  waitForOperation,
} from "../../client/src";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import type { ListeningApp } from "../harness/listen-for";
import { createAppWith, listenFor } from "../harness/listen-for";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";
import { typedClient } from "../harness/typed-client";

let app: TestApp;
let partner: TestPartner;
let listening: ListeningApp;
let client: Client;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  listening = await listenFor(app);
  client = typedClient(app, partner.token);
});

afterAll(async () => {
  await listening.close();
  await app.close();
});

const quickly = { firstWaitMs: 1, waitMaxMs: 5_000 };

function newCustomer() {
  return { code: `C-${randomUUID().slice(0, 12)}`, display_name: "Ayesha Rahman" };
}

function takeUp(by: Client, body = newCustomer()): Promise<Customer> {
  return by.call("POST /v1/customers", { body });
}

/** Over a socket; what `spoil` returns is what the client sees of an answer. */
function overSocket(spoil: (answer: Response, attempt: number) => Response): {
  readonly client: Client;
  readonly keys: (string | null)[];
} {
  const keys: (string | null)[] = [];
  const spoilt = createClient({
    baseUrl: listening.url,
    token: partner.token,
    retries: quickly,
    fetch: async (request) => {
      keys.push(request.headers.get("Idempotency-Key"));
      return spoil(await fetch(request), keys.length);
    },
  });
  return { client: spoilt, keys };
}

async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    return error;
  }
}

describe("call", () => {
  test("answers with the thing, by its path, its query and its version", async () => {
    const customer = await takeUp(client);
    const path = { customer_id: customer.id };
    const read = await client.send("GET /v1/customers/{customer_id}", { path });
    expect(read.body).toEqual(customer);
    expect([read.status, read.headers.get("ETag")]).toEqual([200, `"v${customer.version}"`]);
    const found = await client.call("GET /v1/customers", { query: { code: customer.code } });
    expect(found.data.map(({ id }) => id)).toEqual([customer.id]);
  });

  test("throws what the API refuses as a typed problem", async () => {
    const path = { customer_id: "cus_01hxv2ztq3k4m5n6p7q8r9s0t1" };
    const error = await refusalOf(client.call("GET /v1/customers/{customer_id}", { path }));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 404, code: "not_found", retryable: false });
    const invalid = await refusalOf(takeUp(client, { ...newCustomer(), display_name: "" }));
    expect(invalid).toMatchObject({
      code: "request_invalid",
      problem: { errors: [{ in: "body", pointer: "/display_name" }] },
    });
  });

  test("changes what it has seen, and nothing that has changed since", async () => {
    const account = await client.call("POST /v1/accounts", {
      body: { code: randomUUID().slice(0, 8), name: "Parking", class: "expense" },
    });
    const rename = (name: string) =>
      client.call("POST /v1/accounts/{account_id}/rename", {
        path: { account_id: account.id },
        body: { name },
        ifMatch: `"v${account.version}"`,
      });
    expect((await rename("Tolls")).version).toBe(account.version + 1);
    expect(await refusalOf(rename("Fines"))).toMatchObject({ code: "precondition_failed" });
  });
});

describe("a retry", () => {
  test("of what was done and whose answer was lost does it once", async () => {
    const { client: lossy, keys } = overSocket((answer, attempt) => {
      if (attempt < 3) throw new TypeError("fetch failed");
      return answer;
    });
    const customer = await takeUp(lossy);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    const { data } = await client.call("GET /v1/customers", { query: { code: customer.code } });
    expect(data).toHaveLength(1);
  });

  test("is made of what a gateway could not pass on, and not of what was refused for good", async () => {
    const { client: behind, keys } = overSocket((answer, attempt) =>
      attempt === 1 ? new Response("<h1>Bad gateway</h1>", { status: 502 }) : answer,
    );
    await takeUp(behind);
    expect(keys).toHaveLength(2);
    const twice = await takeUp(client);
    const refused = await refusalOf(takeUp(behind, { ...newCustomer(), code: twice.code }));
    expect([refused instanceof ProblemError, keys.length]).toEqual([true, 3]);
  });

  test("ends with the last attempt, and with what it met", async () => {
    const { client: down, keys } = overSocket(() => new Response("", { status: 503 }));
    expect(await refusalOf(takeUp(down))).toBeInstanceOf(UnreadableAnswerError);
    expect(keys).toHaveLength(4);
  });

  test("waits as long as Retry-After says, or not at all where that is too long", async () => {
    const { rateLimits } = app.dependencies.settings;
    const limit = (requests: number, seconds: number) => {
      const token = [{ requests, seconds }];
      const api = createAppWith(app, { rateLimits: { ...rateLimits, token, testDivisor: 1 } });
      return { request: async (path: string, init?: RequestInit) => api.request(path, init) };
    };
    const fresh = () => app.createToken(partner.scope, ["customer.read.partner"]);
    const patient = typedClient(limit(1, 1), await fresh(), { retries: quickly });
    await patient.call("GET /v1/customers");
    expect((await patient.call("GET /v1/customers")).data.length).toBeGreaterThan(0);
    const hasty = typedClient(limit(1, 3_600), await fresh(), { retries: quickly });
    await hasty.call("GET /v1/customers");
    const refused = await refusalOf(hasty.call("GET /v1/customers"));
    expect(refused).toMatchObject({ status: 429, code: "rate_limited", retryable: true });
  });

  test("stops when its caller does", async () => {
    const stopped = new AbortController();
    const { client: down, keys } = overSocket(() => {
      stopped.abort();
      throw new TypeError("fetch failed");
    });
    const work = down.call("GET /v1/customers", { signal: stopped.signal });
    expect(await refusalOf(work)).toMatchObject({ name: "AbortError" });
    expect(keys).toHaveLength(1);
  });
});

describe("pages and items", () => {
  test("go through a list page by page, to its end", async () => {
    const another = typedClient(app, (await app.createPartner()).token);
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.unshift((await takeUp(another)).id);
    const sizes: number[] = [];
    for await (const { data } of pages(another, "GET /v1/customers", { query: { limit: 2 } })) {
      sizes.push(data.length);
    }
    expect(sizes).toEqual([2, 2, 1]);
    const seen: string[] = [];
    for await (const { id } of items(another, "GET /v1/customers", { query: { limit: 2 } })) {
      seen.push(id);
    }
    expect(seen).toEqual(made);
  });
});

describe("waitForOperation", () => {
  test("follows what outlasts its request, by a stream that may break off", async () => {
    const { id } = await bookReservation(apiClient(app, partner.token), locator("OK"));
    const issue = "POST /v1/bookings/{booking_id}/issue";
    const answer = await client.call(issue, { path: { booking_id: id }, waitSeconds: 0 });
    const operationId = isOperation(answer) ? answer.id : answer.operation_id;
    const streams: (string | null)[] = [];
    const breaking = createClient({
      baseUrl: listening.url,
      token: partner.token,
      fetch: async (request) => {
        streams.push(request.headers.get("Last-Event-ID"));
        const stream = await fetch(request);
        return streams.length === 1 ? new Response(firstBytes(stream), stream) : stream;
      },
    });
    const seen: Operation[] = [];
    const operation = await waitForOperation(breaking, operationId, {
      onChange: (state) => seen.push(state),
    });
    expect([operation.done, operation.status]).toEqual([true, "succeeded"]);
    expect(seen.at(-1)).toEqual(operation);
    expect([streams.length, streams[0]]).toEqual([2, null]);
  });

  test("tells of an operation that there is not", async () => {
    const work = waitForOperation(client, "op_01hxv2ztq3k4m5n6p7q8r9s0t1");
    expect(await refusalOf(work)).toMatchObject({ status: 404 });
  });
});

/** Less than an event, then the end: as a connection that breaks. */
function firstBytes({ body }: Response): ReadableStream | undefined {
  const cut = new TransformStream<Uint8Array, Uint8Array>({
    transform: (bytes, controller) => {
      controller.enqueue(bytes.slice(0, 10));
      controller.terminate();
    },
  });
  return body?.pipeThrough(cut);
}
