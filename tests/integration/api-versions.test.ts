import { randomUUID } from "node:crypto";

import { latestApiVersion } from "../../domain/api-versions";
import type { ProblemBody } from "../harness/api-client";
import type { ApiContract, ApiDocument } from "../harness/api-contract";
import { toApiContract } from "../harness/api-contract";
import { createAppWith } from "../harness/listen-for";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

const former = "2026-11-01";

let app: TestApp;
let partner: TestPartner;
let api: ReturnType<typeof createAppWith>;
let formerContract: ApiContract;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  partner = await app.createPartner();
  // The harness holds answers to the document of the latest version; these are of the one before.
  api = createAppWith(app, {});
  const document = (await (await api.request(`/openapi/${former}.json`)).json()) as ApiDocument;
  formerContract = toApiContract(document);
});

afterAll(() => app.close());

interface Call {
  readonly version?: string;
  readonly token?: string;
  readonly body?: object;
  readonly key?: string;
}

/** Every answer in the former version is held to its document. */
async function call(path: string, { version, token, body, key }: Call = {}) {
  const method = body === undefined ? "GET" : "POST";
  const answer = await api.request(path, {
    method,
    headers: {
      Authorization: `Bearer ${token ?? partner.token}`,
      ...(version && { "travoBooks-Version": version }),
      ...(body && { "Content-Type": "application/json", "Idempotency-Key": key ?? randomUUID() }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { status, headers } = answer;
  const text = await answer.text();
  if (version === former && status !== 404) {
    const pathname = path.split("?")[0] ?? "";
    const received = { status, contentType: headers.get("Content-Type"), text };
    const [broken] = formerContract.violations(method, pathname, received);
    if (broken !== undefined) throw new Error(broken);
  }
  return { status, headers, body: JSON.parse(text) as Record<string, unknown> };
}

function newCustomer(taxes: object): object {
  return { code: `C-${randomUUID().slice(0, 8)}`, display_name: "Ayesha Rahman", ...taxes };
}

describe("Travobooks-Version", () => {
  test("that names none of ours is refused, with those that there are", async () => {
    for (const version of ["2020-01-01", "latest", "2026-11-21 "]) {
      const answer = await api.request("/v1/customers", {
        headers: { Authorization: `Bearer ${partner.token}`, "travoBooks-Version": `${version}x` },
      });
      const body = (await answer.json()) as ProblemBody & { known_versions: string };
      expect([answer.status, body.code, body.known_versions]).toEqual([
        400,
        "api_version_unknown",
        `${former} ${latestApiVersion}`,
      ]);
    }
  });

  test("is told with every answer; the latest has no end yet", async () => {
    const { headers } = await call("/v1/customers");
    expect(headers.get("travoBooks-Version")).toBe(latestApiVersion);
    expect([headers.get("Deprecation"), headers.get("Sunset")]).toEqual([null, null]);
    expect((await call("/v1/nothing")).headers.get("travoBooks-Version")).toBe(latestApiVersion);
  });

  test("that is deprecated says since when, until when, and where to read on", async () => {
    const { headers } = await call("/v1/accounts", { version: former });
    expect(headers.get("travoBooks-Version")).toBe(former);
    expect(headers.get("Deprecation")).toBe("@1795219200");
    expect(headers.get("Sunset")).toBe("Sun, 21 Nov 2027 00:00:00 GMT");
    expect(headers.get("Link")).toContain('</docs/versions>; rel="deprecation"');
    const page = await (await api.request("/docs/versions")).text();
    expect(page).toContain(`id="${former}"`);
  });
});

describe("a token", () => {
  test("is answered in the version that it was made in, unless a request names another", async () => {
    const { body } = await call("/v1/tokens", {
      version: former,
      body: { name: "old", permissions: ["customer.read.partner", "token.read.partner"] },
    });
    const token = String(body["token"]);
    expect(body["api_version"]).toBe(former);
    expect((await call("/v1/customers", { token })).headers.get("travoBooks-Version")).toBe(former);
    const named = await call("/v1/customers", { token, version: latestApiVersion });
    expect(named.headers.get("travoBooks-Version")).toBe(latestApiVersion);
    const rotated = await call(`/v1/tokens/${String(body["id"])}/rotate`, { body: {} });
    expect([rotated.status, rotated.body["api_version"]]).toEqual([201, former]);
    const fresh = await call("/v1/tokens", {
      body: { name: "new", permissions: ["customer.read.partner"] },
    });
    expect([fresh.status, fresh.body["api_version"]]).toEqual([201, latestApiVersion]);
  });
});

describe("tax_number of a customer, which is tax_registration_number since 2026-11-21", () => {
  test("is taken, answered, listed and left alone in part as it was, and kept under its new name", async () => {
    const sent = newCustomer({ tax_number: "BIN-1" });
    const made = await call("/v1/customers", { version: former, body: sent });
    expect([made.status, made.body["tax_number"]]).toEqual([201, "BIN-1"]);
    const path = `/v1/customers/${String(made.body["id"])}`;
    expect((await call(path, { version: former })).body["tax_number"]).toBe("BIN-1");
    const latest = (await call(path)).body;
    expect([latest["tax_registration_number"], "tax_number" in latest]).toEqual(["BIN-1", false]);
    const part = await call(`${path}?fields=tax_number`, { version: former });
    expect(part.body).toEqual({ tax_number: "BIN-1" });
    const list = await call("/v1/customers?limit=1&fields=id,tax_number", { version: former });
    expect(list.body["data"]).toEqual([{ id: made.body["id"], tax_number: "BIN-1" }]);
  });

  test("sent with the same key in either version is the same request, answered in each one's words", async () => {
    const key = randomUUID();
    const { tax_number: _, ...rest } = newCustomer({ tax_number: "" }) as { tax_number: string };
    const first = await call("/v1/customers", {
      version: former,
      key,
      body: { ...rest, tax_number: "BIN-2" },
    });
    const again = await call("/v1/customers", {
      key,
      body: { ...rest, tax_registration_number: "BIN-2" },
    });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body).toMatchObject({ id: first.body["id"], tax_registration_number: "BIN-2" });
  });

  test("is what a problem of the former version names, and unknown to the latest", async () => {
    const wrong = await call("/v1/customers", {
      version: former,
      body: newCustomer({ tax_number: 7 }),
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body["errors"]).toMatchObject([{ in: "body", pointer: "/tax_number" }]);
    const { status, body } = await call("/v1/customers", {
      body: newCustomer({ tax_number: "B" }),
    });
    expect([status, body["code"]]).toEqual([400, "request_invalid"]);
    const both = await call("/v1/customers", {
      version: former,
      body: newCustomer({ tax_number: "B", tax_registration_number: "C" }),
    });
    expect(both.status).toBe(400);
  });

  test("has a document of its own, and no word of what came later", async () => {
    const schemas = formerContract.document.components.schemas;
    expect(Object.keys(Object(schemas["Customer"]?.["properties"]))).toContain("tax_number");
    expect(JSON.stringify(formerContract.document)).not.toContain("tax_registration_number");
    expect(JSON.stringify(app.contract.document)).not.toContain('"tax_number"');
  });
});
