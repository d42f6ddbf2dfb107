import { createDenialLog } from "../../../services/audit/denial-log";
import { apiClient } from "../../harness/api-client";
import { nowAsDateTime, testContext } from "../../harness/database";
import { openPerson } from "../../harness/open-person";
import { createPerson, openBrowser, signIn } from "../../harness/sign-in";
import type { TestApp, TestPartner } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

let app: TestApp;
let partner: TestPartner;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
});

beforeEach(async () => {
  partner = await app.createPartner();
});

afterAll(() => app.close());

async function denials() {
  const rows = await partner.scope.db
    .selectFrom("audit_logs")
    .select(["actor_type", "actor_id", "ip_address", "request_id", "event_payload"])
    .where("event_type", "=", "access.denied")
    .orderBy("audit_log_id")
    .execute();
  return rows.map(({ event_payload: payload, ...row }) => ({ ...row, ...JSON.parse(payload) }));
}

const denial = (route: string) => ({ method: "POST", route, path: route, code: "refused" });

describe("an act that is denied", () => {
  test("is audited with who, from where, what and why; once, however often it is tried", async () => {
    const { client, tokenId } = await openPerson(app, partner.scope, { role: "auditor" });
    const path = "/v1/periods/per_01hxv2ztq3k4m5n6p7q8r9s0t1/close";
    const first = await client.post(path, {});
    expect(first.status).toBe(403);
    for (let again = 0; again < 3; again += 1) await client.post(path, {});
    expect(await denials()).toEqual([
      {
        actor_type: "api_token",
        actor_id: tokenId,
        ip_address: null,
        request_id: first.headers.get("X-Request-Id"),
        method: "POST",
        route: "/v1/periods/{period_id}/close",
        path,
        code: "permission_missing",
        permission: "period.close.partner",
      },
    ]);
  });

  test("is audited of a person who has signed in, also where their origin is forged", async () => {
    const person = await createPerson(partner.scope, ["auditor"]);
    const browser = await signIn(app, person);
    await browser.send("POST", "/v1/customers", { code: "A", display_name: "B" });
    await browser.send("POST", "/v1/auth/logout", undefined, { Origin: "https://evil.example" });
    const found = await denials();
    expect(found).toMatchObject([
      { actor_type: "user", actor_id: person.id, code: "permission_missing" },
      { actor_type: "user", actor_id: person.id, route: "/v1/auth/logout" },
    ]);
    expect(found.every(({ ip_address: address }) => address?.startsWith("10."))).toBe(true);
  });

  test("is none of what is let through, not found, or asked by nobody who is known", async () => {
    const client = apiClient(app, partner.token);
    await client.get("/v1/customers");
    await client.get("/v1/customers/cus_01hxv2ztq3k4m5n6p7q8r9s0t1");
    await apiClient(app, "tvb_test_x_y").post("/v1/customers", {});
    await openBrowser(app).send("POST", "/v1/customers", {});
    expect(await denials()).toEqual([]);
  });
});

describe("createDenialLog", () => {
  test("writes at most fifty of a partner in ten minutes, and then again", async () => {
    let nowMs = Date.now();
    const record = createDenialLog(() => nowMs);
    const act = () => ({ context: testContext, at: nowAsDateTime() });
    const written = async (routes: number) => {
      let count = 0;
      for (let route = 0; route < routes; route += 1) {
        if (await record(partner.scope, denial(`/v1/${route}`), act())) count += 1;
      }
      return count;
    };
    expect(await written(60)).toBe(50);
    const other = await app.createPartner();
    expect(await record(other.scope, denial("/v1/0"), act())).toBe(true);
    nowMs += 10 * 60_000;
    expect(await written(3)).toBe(3);
    expect(await denials()).toHaveLength(53);
  });
});
