import { randomUUID } from "node:crypto";

import type { PartnerDatabase } from "../../db/partner-scope";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer, locator } from "../harness/api-client";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let scope: PartnerDatabase;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ rateLimits: { testDivisor: 4 } });
});

beforeEach(async () => {
  const partner = await app.createPartner({ plan: "starter" });
  ({ scope } = partner);
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

const path = "/v1/partner/subscription";
const newBranch = () => ({ code: `B${randomUUID().slice(0, 8).toUpperCase()}`, name: "Banani" });

describe("a subscription", () => {
  test("tells the plan, its limits, and what is used", async () => {
    await client.post("/v1/branches", newBranch());
    const { body } = await client.get(path);
    expect(body).toEqual({
      object: "subscription",
      livemode: false,
      plan: "starter",
      limits: {
        users: 5,
        branches: 1,
        tokens: 3,
        bookings_this_month: 200,
        requests_per_minute: 150,
      },
      use: { users: 0, branches: 1, tokens: 1, bookings_this_month: 0 },
    });
  });

  test.each([
    ["branches", 1, () => client.post<ProblemBody>("/v1/branches", newBranch())],
    [
      "tokens",
      2,
      () =>
        client.post<ProblemBody>("/v1/tokens", {
          name: "one more",
          permissions: ["booking.read.partner"],
        }),
    ],
    [
      "users",
      5,
      () =>
        client.post<ProblemBody>("/v1/users", {
          email: `${randomUUID()}@nova.example`,
          full_name: "Somebody",
          role_ids: [],
        }),
    ],
  ])("allows so many %s and not one more", async (measure, allowed, add) => {
    for (let count = 0; count < allowed; count += 1) expect((await add()).status).toBe(201);
    const refused = await add();
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: "plan_limit_reached", measure, plan: "starter" },
    ]);
  });

  test("counts the bookings of the month", async () => {
    const booking = await bookReservation(client, locator("OK"));
    await scope.db
      .updateTable("bookings")
      .set({ created_at: "2026-01-31 23:59:59" })
      .where("public_id", "=", booking.id)
      .execute();
    expect((await client.get(path)).body).toMatchObject({ use: { bookings_this_month: 0 } });
    expect(await createTestCustomer(client)).toMatch(/^cus_/);
  });

  test("grows at once, and does not shrink below what there is; both are audited", async () => {
    await client.post("/v1/branches", newBranch());
    expect((await client.post(path, { plan: "growth" })).body).toMatchObject({ plan: "growth" });
    expect((await client.post("/v1/branches", newBranch())).status).toBe(201);
    const back = await client.post<ProblemBody>(path, { plan: "starter" });
    expect([back.status, back.body]).toMatchObject([
      409,
      { code: "plan_limit_reached", above: "branches" },
    ]);
    const rows = await scope.db
      .selectFrom("audit_logs")
      .select("event_payload")
      .where("event_type", "=", "partner.plan_changed")
      .execute();
    expect(rows.map((row) => JSON.parse(row.event_payload))).toEqual([
      { plan: ["starter", "growth"] },
    ]);
  });

  test("allows so many requests a minute, and more at once with a larger plan", async () => {
    const policyOf = (headers: Headers) =>
      /"plan-60s";q=(\d+);w=60/.exec(headers.get("RateLimit-Policy") ?? "")?.[1];
    const answers = await Promise.all(Array.from({ length: 170 }, () => client.get(path)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({ violated_policy: "plan-60s" });
    const served = answers.filter(({ status }) => status === 200);
    expect(served.length).toBeGreaterThanOrEqual(150);
    expect(policyOf(served[0]?.headers ?? new Headers())).toBe("150");
    const larger = await app.createPartner({ plan: "growth" });
    const answer = await apiClient(app, larger.token).get(path);
    expect(policyOf(answer.headers)).toBe("750");
  });

  test("asks by the new plan from the moment it is changed", async () => {
    expect((await client.post(path, { plan: "growth" })).status).toBe(200);
    const { headers, body } = await client.get(path);
    expect(headers.get("RateLimit-Policy")).toContain('"plan-60s";q=750;w=60');
    expect(body).toMatchObject({ limits: { requests_per_minute: 750 } });
  });
});
