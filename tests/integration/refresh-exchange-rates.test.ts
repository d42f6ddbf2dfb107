import { taskQueues } from "../../temporal/contract/queues";
import { refreshExchangeRatesType } from "../../temporal/contract/refresh-exchange-rates";
import type { ApiClient } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
});

afterAll(() => app.close());

async function control(method: string, path: string, body: unknown): Promise<void> {
  const url = app.rateFeedControlUrl + path;
  const response = await fetch(url, { method, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}

const day = { effectiveOn: "2026-11-20", rates: { USD: "1.0850", GBP: "0.8400" } };

async function subscriber(
  choice: object,
  overrides: Parameters<TestApp["createPartner"]>[0] = {},
): Promise<ApiClient> {
  const client = apiClient(app, (await app.createPartner(overrides)).token);
  const set = await client.post("/v1/fx-rate-feeds/ecb", { active: true, ...choice });
  expect(set.status).toBe(201);
  return client;
}

async function ratesOf(client: ApiClient): Promise<string[]> {
  const { body } = await client.get<{
    data: { from: string; to: string; rate: string; source: string }[];
  }>("/v1/fx-rates?limit=100");
  return body.data.map((rate) => `${rate.from}/${rate.to} ${rate.rate} ${rate.source}`).toSorted();
}

describe("POST /v1/fx-rate-feeds/{feed}/refresh", () => {
  test("records a day's rates once, however often it is asked for", async () => {
    await control("PUT", "/feed", day);
    const client = await subscriber({});
    const first = await client.post("/v1/fx-rate-feeds/ecb/refresh");
    expect([first.status, first.body]).toMatchObject([
      201,
      { effective_on: "2026-11-20", recorded: 2, corrected: 0, unchanged: 0, kept: 0 },
    ]);
    const again = await client.post("/v1/fx-rate-feeds/ecb/refresh");
    expect(again.body).toMatchObject({ recorded: 0, unchanged: 2 });
    expect(await ratesOf(client)).toEqual(["EUR/GBP 0.84000000 ecb", "EUR/USD 1.08500000 ecb"]);
  });

  test("derives the partner's own pairs where it has chosen so", async () => {
    await control("PUT", "/feed", day);
    const client = await subscriber({ crossed: true }, { functionalCurrency: "GBP" });
    await client.post("/v1/fx-rate-feeds/ecb/refresh");
    expect(await ratesOf(client)).toEqual([
      "EUR/GBP 0.84000000 ecb",
      "EUR/USD 1.08500000 ecb",
      "USD/GBP 0.77419355 ecb",
    ]);
  });

  test("corrects itself, and leaves alone what somebody entered", async () => {
    await control("PUT", "/feed", day);
    const client = await subscriber({});
    const own = { from: "EUR", to: "USD", effective_on: "2026-11-20", rate: "1.09" };
    await client.post("/v1/fx-rates", own);
    await client.post("/v1/fx-rate-feeds/ecb/refresh");
    await control("PUT", "/feed", { ...day, rates: { USD: "1.0860", GBP: "0.8410" } });
    const { body } = await client.post("/v1/fx-rate-feeds/ecb/refresh");
    expect(body).toMatchObject({ recorded: 1, corrected: 1, unchanged: 0, kept: 1 });
    const inForce = await client.get("/v1/fx-rates/in-force?from=EUR&to=USD&on=2026-11-20");
    expect(inForce.body).toMatchObject({ rate: "1.09000000", fx_rate: { source: "manual" } });
  });

  test.each([
    { kind: "status", status: 500, times: 2 },
    { kind: "drop", after: "half", times: 1 },
    { kind: "body", body: "<html/>", times: 1 },
  ])("gets over %j", async (fault) => {
    await control("PUT", "/feed", day);
    const client = await subscriber({});
    await control("POST", "/faults", fault);
    const refreshed = await client.post("/v1/fx-rate-feeds/ecb/refresh");
    expect(refreshed.body).toMatchObject({ recorded: 2 });
  });

  test("says 503 where the feed stays away, and has written nothing", async () => {
    const client = await subscriber({});
    await control("POST", "/faults", { kind: "status", status: 503, times: 1_000 });
    const refused = await client.post("/v1/fx-rate-feeds/ecb/refresh");
    await fetch(`${app.rateFeedControlUrl}/faults`, { method: "DELETE" });
    expect([refused.status, refused.body]).toMatchObject([503, { code: "fx_feed_unavailable" }]);
    expect(await ratesOf(client)).toEqual([]);
  });

  test("refuses who does not take the feed", async () => {
    await control("PUT", "/feed", day);
    const client = apiClient(app, (await app.createPartner()).token);
    expect((await client.post("/v1/fx-rate-feeds/ecb/refresh")).status).toBe(404);
    await client.post("/v1/fx-rate-feeds/ecb", { active: false });
    expect((await client.post("/v1/fx-rate-feeds/ecb/refresh")).status).toBe(404);
    expect(await ratesOf(client)).toEqual([]);
  });
});

describe("refreshExchangeRates, on its Schedule", () => {
  test("records for every partner that takes the feed, and for no other", async () => {
    await control("PUT", "/feed", day);
    const [first, second] = [await subscriber({}), await subscriber({})];
    const other = apiClient(app, (await app.createPartner()).token);
    const run = () =>
      app.temporal.client.workflow.execute(refreshExchangeRatesType, {
        args: [{ schemaVersion: 1, feed: "ecb", request: null }],
        taskQueue: taskQueues.books,
        workflowId: "refresh-exchange-rates-test",
      });
    await run();
    await run();
    for (const client of [first, second]) expect(await ratesOf(client)).toHaveLength(2);
    expect(await ratesOf(other)).toEqual([]);
  });
});
