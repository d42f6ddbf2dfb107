import { randomUUID } from "node:crypto";

import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
});

beforeEach(async () => {
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

interface RateBody {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly effective_on: string;
  readonly rate: string;
  readonly source: string;
}

interface InForceBody {
  readonly rate: string;
  readonly derivation: string;
  readonly fx_rate: RateBody;
}

const usd = { from: "USD", to: "BDT", effective_on: "2026-11-20", rate: "117.3332" };

async function countRates(): Promise<number> {
  const { body } = await client.get<{ data: RateBody[] }>("/v1/fx-rates?limit=100");
  return body.data.length;
}

function inForce(from: string, to: string, on: string) {
  return client.get<InForceBody>(`/v1/fx-rates/in-force?from=${from}&to=${to}&on=${on}`);
}

describe("POST /v1/fx-rates", () => {
  test("enters a rate, with who entered it in the audit", async () => {
    const entered = await client.post<RateBody>("/v1/fx-rates", usd);
    expect(entered.status).toBe(201);
    expect(entered.body).toMatchObject({ ...usd, rate: "117.33320000", source: "manual" });
    const audit = await partner.scope.db
      .selectFrom("audit_logs")
      .select(["actor_type", "event_payload"])
      .where("target_entity_id", "=", entered.body.id)
      .where("event_type", "=", "fx_rate.recorded")
      .executeTakeFirstOrThrow();
    expect(audit.actor_type).toBe("api_token");
    expect(JSON.parse(audit.event_payload)).toEqual({
      effective_on: "2026-11-20",
      pair: "USD/BDT",
      rate: "117.33320000",
      rate_before: null,
      source: "manual",
    });
  });

  test("answers a repeated key once", async () => {
    const headers = { "Idempotency-Key": randomUUID() };
    const first = await client.post<RateBody>("/v1/fx-rates", usd, headers);
    const second = await client.post<RateBody>("/v1/fx-rates", usd, headers);
    expect(second.body).toEqual(first.body);
    expect(await countRates()).toBe(1);
  });

  test("writes nothing where the rate in force says the same", async () => {
    const first = await client.post<RateBody>("/v1/fx-rates", usd);
    const second = await client.post<RateBody>("/v1/fx-rates", { ...usd, rate: "117.33320000" });
    expect(second.body.id).toBe(first.body.id);
    expect(await countRates()).toBe(1);
  });

  test("corrects by a further row: the last one entered for a day counts", async () => {
    await client.post("/v1/fx-rates", usd);
    await client.post("/v1/fx-rates", { ...usd, rate: "118" });
    expect(await countRates()).toBe(2);
    expect((await inForce("USD", "BDT", "2026-11-20")).body.rate).toBe("118.00000000");
  });

  test.each([
    [{ ...usd, rate: "0" }, 422, "fx_rate_invalid"],
    [{ ...usd, rate: "1.123456789" }, 422, "fx_rate_invalid"],
    [{ ...usd, to: "USD" }, 422, "fx_rate_invalid"],
    [{ ...usd, to: "ZZZ" }, 422, "currency_unknown"],
    [{ ...usd, effective_on: "2026-13-01" }, 400, "request_invalid"],
    [{ ...usd, margin: "1" }, 400, "request_invalid"],
  ])("refuses %j", async (body, status, code) => {
    const refused = await client.post<ProblemBody>("/v1/fx-rates", body);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(await countRates()).toBe(0);
  });

  test("wants its permission", async () => {
    const token = await app.createToken(partner.scope, ["fx_rate.read.partner"]);
    const refused = await apiClient(app, token).post("/v1/fx-rates", usd);
    expect(refused.status).toBe(403);
  });

  test("is the partner's own", async () => {
    await client.post("/v1/fx-rates", usd);
    const other = apiClient(app, (await app.createPartner()).token);
    const { body } = await other.get<{ data: RateBody[] }>("/v1/fx-rates");
    expect(body.data).toEqual([]);
  });
});

describe("GET /v1/fx-rates/in-force", () => {
  test("takes the newest rate of the day or before it", async () => {
    await client.post("/v1/fx-rates", { ...usd, effective_on: "2026-11-10", rate: "116" });
    await client.post("/v1/fx-rates", { ...usd, effective_on: "2026-11-20", rate: "118" });
    expect((await inForce("USD", "BDT", "2026-11-19")).body.rate).toBe("116.00000000");
    expect((await inForce("USD", "BDT", "2026-11-25")).body.rate).toBe("118.00000000");
    const before = await inForce("USD", "BDT", "2026-11-09");
    expect([before.status, before.body]).toMatchObject([422, { code: "fx_rate_missing" }]);
  });

  test("inverts the opposite pair where the pair has no rate of its own", async () => {
    await client.post("/v1/fx-rates", usd);
    const { body } = await inForce("BDT", "USD", "2026-11-20");
    expect(body).toMatchObject({
      rate: "0.00852274",
      derivation: "inverse",
      fx_rate: { from: "USD", to: "BDT", rate: "117.33320000" },
    });
  });

  test("prefers the pair's own rate to a newer one of the opposite pair", async () => {
    await client.post("/v1/fx-rates", { ...usd, from: "BDT", to: "USD", rate: "0.0085" });
    await client.post("/v1/fx-rates", { ...usd, effective_on: "2026-11-21" });
    const { body } = await inForce("BDT", "USD", "2026-11-22");
    expect(body).toMatchObject({ rate: "0.00850000", derivation: "explicit" });
  });

  test("never crosses through a third currency", async () => {
    await client.post("/v1/fx-rates", usd);
    await client.post("/v1/fx-rates", { ...usd, from: "EUR", to: "USD", rate: "1.085" });
    expect((await inForce("EUR", "BDT", "2026-11-20")).status).toBe(422);
  });
});

describe("GET /v1/fx-rates", () => {
  test("filters, and pages newest first", async () => {
    for (const day of ["2026-11-18", "2026-11-19", "2026-11-20"]) {
      await client.post("/v1/fx-rates", { ...usd, effective_on: day });
    }
    await client.post("/v1/fx-rates", { ...usd, from: "EUR", source: "Bangladesh Bank" });
    const first = await client.get<{ data: RateBody[]; next_cursor: string }>(
      "/v1/fx-rates?from=USD&limit=2",
    );
    expect(first.body.data.map((rate) => rate.effective_on)).toEqual(["2026-11-20", "2026-11-19"]);
    const second = await client.get<{ data: RateBody[] }>(
      `/v1/fx-rates?from=USD&limit=2&cursor=${first.body.next_cursor}`,
    );
    expect(second.body.data.map((rate) => rate.effective_on)).toEqual(["2026-11-18"]);
    const range = await client.get<{ data: RateBody[] }>(
      "/v1/fx-rates?to=BDT&effective_on[gte]=2026-11-19&effective_on[lte]=2026-11-19",
    );
    expect(range.body.data).toHaveLength(1);
    const bySource = await client.get<{ data: RateBody[] }>(
      `/v1/fx-rates?source=${encodeURIComponent("Bangladesh Bank")}`,
    );
    expect(bySource.body.data.map((rate) => rate.from)).toEqual(["EUR"]);
  });
});

describe("POST /v1/fx-rates/import", () => {
  const header = "from_currency,to_currency,effective_on,rate,source";
  const file = [
    header,
    "USD,BDT,2026-11-20,117.3332,Bangladesh Bank",
    "EUR,BDT,2026-11-20,127.5,",
  ].join("\n");

  test("writes every row, and nothing when it is sent again", async () => {
    const first = await client.post("/v1/fx-rates/import", { csv: file });
    expect([first.status, first.body]).toMatchObject([
      201,
      { rows: 2, recorded: 2, corrected: 0, unchanged: 0 },
    ]);
    const again = await client.post("/v1/fx-rates/import", { csv: file });
    expect(again.body).toMatchObject({ rows: 2, recorded: 0, corrected: 0, unchanged: 2 });
    const changed = await client.post("/v1/fx-rates/import", {
      csv: file.replace("117.3332", "118"),
    });
    expect(changed.body).toMatchObject({ rows: 2, recorded: 1, corrected: 1, unchanged: 1 });
    expect((await inForce("USD", "BDT", "2026-11-20")).body).toMatchObject({
      rate: "118.00000000",
      fx_rate: { source: "Bangladesh Bank" },
    });
  });

  test("counts and writes nothing in a dry run", async () => {
    const dry = await client.post("/v1/fx-rates/import", { csv: file, dry_run: true });
    expect([dry.status, dry.body]).toMatchObject([201, { dry_run: true, recorded: 2 }]);
    expect(await countRates()).toBe(0);
  });

  test("writes nothing where one row of thousands is bad, and names its line", async () => {
    const rows = Array.from({ length: 6_000 }, (_, index) => {
      const day = new Date(Date.UTC(2005, 0, 1 + index)).toISOString().slice(0, 10);
      return `USD,BDT,${day},117,`;
    });
    const csv = [header, ...rows.with(4_998, "USD,BDT,2026-02-30,117,")].join("\n");
    const refused = await client.post<ProblemBody>("/v1/fx-rates/import", { csv });
    expect([refused.status, refused.body.code]).toEqual([422, "import_invalid"]);
    expect(refused.body.errors).toEqual([
      {
        in: "body",
        pointer: "/csv line 5000, effective_on",
        code: "date_invalid",
        detail: '"2026-02-30" is no day YYYY-MM-DD.',
      },
    ]);
    expect(await countRates()).toBe(0);
    const good = await client.post("/v1/fx-rates/import", { csv: [header, ...rows].join("\n") });
    expect(good.body).toMatchObject({ recorded: 6_000 });
  });
});
