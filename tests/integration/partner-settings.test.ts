import type { PartnerDatabase } from "../../db/partner-scope";
import type { ApiClient } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { openBookkeepers, postManualEntry } from "../harness/bookkeepers";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let scope: PartnerDatabase;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  const partner = await app.createPartner();
  ({ scope } = partner);
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

interface Versioned {
  readonly id: string;
  readonly version: number;
}

const match = ({ version }: Versioned) => ({ "If-Match": `"v${version}"` });

function auditOf(type: string) {
  return scope.db
    .selectFrom("audit_logs")
    .select(["target_entity_id as target", "event_payload as payload"])
    .where("event_type", "=", type)
    .orderBy("audit_log_id", "desc")
    .executeTakeFirst();
}

describe("a partner's settings", () => {
  test("are read with their version, and changed under it", async () => {
    const before = await client.get<Versioned & Record<string, unknown>>("/v1/partner");
    expect(before.status).toBe(200);
    expect(before.headers.get("ETag")).toBe(`"v${before.body.version}"`);
    const change = { name: "Nova Tours", time_zone: "Asia/Kolkata", contact_phone: "+8801711" };
    const after = await client.patch<Versioned>("/v1/partner", change, match(before.body));
    expect([after.status, after.body]).toEqual([
      200,
      {
        ...before.body,
        ...change,
        version: before.body.version + 1,
        updated_at: expect.any(String),
      },
    ]);
    const known = { "If-None-Match": `"v${after.body.version}"` };
    const unchanged = await client.get("/v1/partner", known);
    expect(unchanged.status).toBe(304);
  });

  test("tell the audit what was changed, and no contact", async () => {
    const audited = await auditOf("partner.changed");
    expect(JSON.parse(audited?.payload ?? "")).toMatchObject({
      partner_name: [expect.any(String), "Nova Tours"],
      contact_phone: "changed",
    });
    const history = await scope.db
      .selectFrom("partner_history")
      .select(["change_type", "partner_name"])
      .orderBy("history_id", "desc")
      .executeTakeFirst();
    expect(history).toEqual({ change_type: "UPDATE", partner_name: "Nova Tours" });
  });

  test.each([
    ["a zone that does not exist", { time_zone: "Asia/Atlantis" }],
    ["a currency that does not exist", { reporting_currency: "XXQ" }],
    ["what never changes", { functional_currency: "USD" }],
    ["the environment", { environment: "live" }],
    ["a prefix in small letters", { booking_reference_prefix: "tvb" }],
    ["a name of control characters", { name: "a\nb" }],
  ])("refuse %s", async (_, change) => {
    const before = await client.get<Versioned>("/v1/partner");
    const answer = await client.patch("/v1/partner", change, match(before.body));
    expect(answer.status).toBe(400);
    expect((await client.get<Versioned>("/v1/partner")).body).toEqual(before.body);
  });

  test("are not changed blindly, nor over another's change", async () => {
    const { body } = await client.get<Versioned>("/v1/partner");
    expect((await client.patch("/v1/partner", { name: "Blind" })).status).toBe(428);
    const stale = { "If-Match": `"v${body.version - 1}"` };
    expect((await client.patch("/v1/partner", { name: "Late" }, stale)).status).toBe(412);
    expect((await client.get<Versioned>("/v1/partner")).body).toEqual(body);
  });

  test("take a reporting currency until something is posted", async () => {
    const people = await openBookkeepers(app);
    const get = async () => (await people.maker.get<Versioned>("/v1/partner")).body;
    const set = async (currency: string | null) =>
      people.maker.patch<Versioned & { code?: string }>(
        "/v1/partner",
        { reporting_currency: currency },
        match(await get()),
      );
    expect((await set("USD")).body).toMatchObject({ reporting_currency: "USD" });
    expect((await set(null)).body).toMatchObject({ reporting_currency: null });
    await postManualEntry(people);
    const refused = await set("USD");
    expect([refused.status, refused.body.code]).toEqual([422, "reporting_currency_fixed"]);
  });
});

describe("branches", () => {
  test("are opened, listed, renamed, closed and opened again", async () => {
    const opened = await client.post<Versioned>("/v1/branches", { code: "DAC", name: "Dhaka" });
    expect([opened.status, opened.body]).toMatchObject([201, { code: "DAC", active: true }]);
    const path = `/v1/branches/${opened.body.id}`;
    const closed = await client.patch<Versioned>(
      path,
      { name: "Dhaka Gulshan", active: false },
      match(opened.body),
    );
    expect([closed.status, closed.body]).toMatchObject([
      200,
      { name: "Dhaka Gulshan", active: false, version: 2 },
    ]);
    const open = await client.get<{ data: Versioned[] }>("/v1/branches?active=true");
    expect(open.body.data).toEqual([]);
    const named = await client.get<{ data: Versioned[] }>("/v1/branches?code=DAC");
    expect(named.body.data).toEqual([closed.body]);
    expect((await client.get(path)).body).toEqual(closed.body);
    expect(JSON.parse((await auditOf("branch.changed"))?.payload ?? "")).toEqual({
      branch_code: "DAC",
      changes: { branch_name: ["Dhaka", "Dhaka Gulshan"], is_active: [true, false] },
    });
    const reopened = await client.patch<Versioned>(path, { active: true }, match(closed.body));
    expect(reopened.body).toMatchObject({ active: true, version: 3 });
  });

  test("have a code each", async () => {
    const body = { code: "CGP", name: "Chittagong" };
    expect((await client.post("/v1/branches", body)).status).toBe(201);
    const again = await client.post<{ code: string }>("/v1/branches", body);
    expect([again.status, again.body.code]).toEqual([409, "duplicate_code"]);
  });

  test.each([
    ["no code", { name: "x" }],
    ["a code in small letters", { code: "dac", name: "x" }],
    ["an unknown field", { code: "X", name: "x", partner_id: 1 }],
  ])("refuse %s", async (_, body) => {
    expect((await client.post("/v1/branches", body)).status).toBe(400);
  });

  test("page through", async () => {
    for (const code of ["P1", "P2", "P3"]) {
      await client.post("/v1/branches", { code, name: code });
    }
    const first = await client.get<{ data: { code: string }[]; next_cursor: string }>(
      "/v1/branches?limit=2",
    );
    const second = await client.get<{ data: { code: string }[] }>(
      `/v1/branches?limit=2&cursor=${first.body.next_cursor}`,
    );
    const codes = [...first.body.data, ...second.body.data].map(({ code }) => code);
    expect(codes.slice(0, 3)).toEqual(["P3", "P2", "P1"]);
  });
});
