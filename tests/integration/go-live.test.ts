import { goLive } from "../../scripts/partner/go-live";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { expectStatus } from "../harness/bookkeepers";
import { countRows } from "../harness/table-rows";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let tried: TestPartner;
let testClient: ApiClient;
let live: { readonly partner: string; readonly token: string };
let liveClient: ApiClient;
let from: string;

interface Listed {
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

const booksFrom = "2026-01-01";
const code = `LIVE${Date.now().toString(36).toUpperCase()}`;

beforeAll(async () => {
  app = await startTestApp();
  tried = await app.createPartner();
  testClient = apiClient(app, tried.token);
  const account = { code: "6001", name: "Stationery", class: "expense" };
  expectStatus(201, await testClient.post("/v1/accounts", account));
  const accounts = await testClient.get<Listed>("/v1/accounts?limit=100");
  const charges = accounts.body.data.find((one) => one["code"] === "5051");
  const rename = `/v1/accounts/${String(charges?.["id"])}/rename`;
  expectStatus(200, await testClient.post(rename, { name: "Charges of the bank" }));
  expectStatus(201, await testClient.post("/v1/branches", { code: "DAC", name: "Banani" }));
  expectStatus(
    201,
    await testClient.post("/v1/roles", {
      code: "night_desk",
      name: "Night desk",
      permissions: ["booking.read.partner"],
    }),
  );
  const { body: partner, headers } = await testClient.get("/v1/partner");
  const change = { booking_reference_prefix: "NV" };
  const match = { "If-Match": headers.get("ETag") ?? "" };
  expectStatus(200, await testClient.patch("/v1/partner", change, match));
  const booking = await bookReservation(testClient, locator("OK"));
  expectStatus(201, await testClient.post(`/v1/bookings/${booking.id}/issue`));
  from = String(partner["code"]);
  live = await goLive(app.database, { from, code, booksFrom });
  liveClient = apiClient(app, live.token);
});

afterAll(() => app.close());

describe("npm run partner -- go-live", () => {
  test("takes up a live partner with the settings, chart, branches and roles of the test one", async () => {
    const { body } = await liveClient.get("/v1/partner");
    const { body: before } = await testClient.get("/v1/partner");
    expect(body).toMatchObject({
      id: live.partner,
      livemode: true,
      code,
      name: before["name"],
      time_zone: before["time_zone"],
      functional_currency: before["functional_currency"],
      booking_reference_prefix: "NV",
    });
    const chartOf = async (client: ApiClient) => {
      const { data } = (await client.get<Listed>("/v1/accounts?limit=100")).body;
      return data.map((one) => [one["code"], one["name"], one["class"], one["is_active"]]);
    };
    expect(await chartOf(liveClient)).toEqual(await chartOf(testClient));
    const branches = await liveClient.get<Listed>("/v1/branches");
    expect(branches.body.data).toMatchObject([{ code: "DAC", name: "Banani" }]);
    const roles = await liveClient.get<Listed>("/v1/roles?limit=100");
    expect(roles.body.data).toContainEqual(
      expect.objectContaining({ code: "night_desk", permissions: ["booking.read.partner"] }),
    );
  });

  test("takes nothing that happened, and nobody's secrets", async () => {
    const { partnerId } = await app.database.system
      .selectFrom("partners")
      .select("partner_id as partnerId")
      .where("public_id", "=", live.partner)
      .executeTakeFirstOrThrow();
    const counts = await countRows(app.database.pool.promise(), partnerId);
    const filled = Object.keys(counts).filter((table) => (counts[table] ?? 0) > 0);
    const forbidden =
      /^(booking|journal_entr|customer|supplier|user|gds_|email|document|revenue|refresh|approvals)/;
    expect(filled.filter((table) => forbidden.test(table))).toEqual([]);
    expect(counts).toMatchObject({ personal_access_tokens: 1 });
  });

  test("refuses a partner that is live, a code that is taken, and one that nobody has", async () => {
    const act = { from, code: `${code}2`, booksFrom };
    await expect(goLive(app.database, { ...act, from: code })).rejects.toThrow("live partner");
    await expect(goLive(app.database, { ...act, code })).rejects.toThrow("exists already");
    await expect(goLive(app.database, { ...act, from: "NOBODY0" })).rejects.toThrow("no partner");
    const answer = await liveClient.get<ProblemBody>("/v1/bookings");
    expect(answer.status).toBe(200);
  });
});
