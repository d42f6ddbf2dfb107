import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  client = apiClient(app, (await app.createPartner()).token);
});

afterAll(() => app.close());

interface SupplierBody {
  readonly id: string;
  readonly code: string;
  readonly settlement_mode: string;
  readonly revenue_role: string;
  readonly void_cut_off: string | null;
  readonly version: number;
}

const hotels = {
  code: "HOTELBEDS",
  name: "Hotelbeds",
  type: "bedbank",
  settlement_mode: "direct",
  revenue_role: "principal",
};

describe("suppliers", () => {
  test("an airline is taken up when it is first sold, and found by its code", async () => {
    await bookReservation(client, locator("OK"));
    const { body } = await client.get<{ data: SupplierBody[] }>("/v1/suppliers?airline=BG");
    expect(body.data).toMatchObject([
      { code: "BG", settlement_mode: "bsp", revenue_role: "agent", void_cut_off: null },
    ]);
  });

  test("others are taken up once", async () => {
    const { status, body } = await client.post<SupplierBody>("/v1/suppliers", hotels);
    expect([status, body]).toEqual([201, expect.objectContaining(hotels)]);
    const again = await client.post<ProblemBody>("/v1/suppliers", hotels);
    expect([again.status, again.body.code]).toEqual([409, "duplicate_code"]);
    const unknown = { ...hotels, code: "ZZ9", type: "airline", airline: "0Z" };
    const refused = await client.post<ProblemBody>("/v1/suppliers", unknown);
    expect([refused.status, refused.body.code]).toEqual([404, "not_found"]);
  });

  test("are changed under their version, with before and after in the audit", async () => {
    const before = await client.post<SupplierBody>("/v1/suppliers", {
      ...hotels,
      code: "GULFAIR",
      airline: "GF",
      type: "airline",
    });
    const path = `/v1/suppliers/${before.body.id}`;
    const change = { void_cut_off: "21:00", void_time_zone: "Asia/Bahrain", status: "inactive" };
    const stale = await client.patch<ProblemBody>(path, change, { "If-Match": `"v9"` });
    expect(stale.status).toBe(412);
    const match = { "If-Match": `"v${before.body.version}"` };
    const after = await client.patch<SupplierBody>(path, change, match);
    expect([after.status, after.body]).toEqual([
      200,
      expect.objectContaining({ ...change, code: "GULFAIR", version: 2 }),
    ]);
    const row = await app.database.system
      .selectFrom("audit_logs")
      .select("event_payload")
      .where("target_entity_id", "=", before.body.id)
      .where("event_type", "=", "supplier.changed")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(row.event_payload)).toMatchObject({
      changes: {
        status: ["active", "inactive"],
        void_cut_off_time: [null, "21:00"],
        void_time_zone: [null, "Asia/Bahrain"],
      },
    });
    const { body } = await client.get<{ data: SupplierBody[] }>("/v1/suppliers?status=inactive");
    expect(body.data.map(({ code }) => code)).toEqual(["GULFAIR"]);
  });

  test.each([
    [{ void_cut_off: "24:00" }, "void_cut_off"],
    [{ void_time_zone: "Mars/Olympus" }, "void_time_zone"],
    [{ settlement_mode: "barter" }, "settlement_mode"],
  ])("refuse %j", async (change, field) => {
    const { status, body } = await client.post<ProblemBody>("/v1/suppliers", {
      ...hotels,
      code: "BAD",
      ...change,
    });
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, `/${field}`]);
  });
});
