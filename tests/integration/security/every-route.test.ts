import { randomUUID } from "node:crypto";

import { newId } from "../../../db/new-id";
import { Refusal } from "../../../domain/refusal";
import type { ProblemBody } from "../../harness/api-client";
import type { ApiOperation } from "../../harness/api-contract";
import type { Bookkeepers } from "../../harness/bookkeepers";
import { openBookkeepers } from "../../harness/bookkeepers";
import { today } from "../../harness/database";
import { createAppWith } from "../../harness/listen-for";
import { createOneOfEverything } from "../../harness/one-of-everything";
import { openPerson } from "../../harness/open-person";
import { sampleOf } from "../../harness/sample-body";
import type { TestApp } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

/** Made from the OpenAPI document: a new route is covered as it comes. */

let app: TestApp;
let people: Bookkeepers;
let token: string;
let operations: readonly ApiOperation[];
let ids: ReadonlyMap<string, string>;

/** What is no partner's own, and what a query insists on. */
const known = new Map([
  ["act", "refund.create"],
  ["feed", "ecb"],
  ["fiscal_year", today().slice(0, 4)],
  ["account", "1101"],
  ["from", "USD"],
  ["to", "BDT"],
  ["on", today()],
  ["document_id", newId("document")],
  ["supplier", "lcc"],
  ["legs", "DAC-DXB-2027-01-05"],
  ["check_in", "2027-01-05"],
  ["check_out", "2027-01-08"],
  ["adults", "1"],
  ["market", "BD"],
  ["remittance_ends_on", today()],
  ["currency", "BDT"],
]);

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
  ({ token } = await openPerson(app, people.scope, { role: "partner_admin" }));
  operations = app.contract.operations.filter(
    ({ path, permission }) => path.startsWith("/v1/") && permission.endsWith(".partner"),
  );
  ids = new Map([...known, ...(await createOneOfEverything(people, "every-route"))]);
}, 120_000);

afterAll(() => app.close());

const nameOf = ({ method, path }: ApiOperation) => `${method} ${path}`;
const withBody = () => operations.filter(({ hasBody }) => hasBody);

function addressOf({ path, parameters }: ApiOperation): string {
  const valueOf = (name: string) => {
    const folder = path.slice(0, path.indexOf(`/{${name}}`));
    const value = ids.get(`${name} ${folder}`) ?? ids.get(name);
    if (value === undefined) throw new Error(`say what ${name} of ${path} is, in this file`);
    return value;
  };
  const wanted = parameters.filter((one) => one.in === "query" && one.required);
  const query = new URLSearchParams(
    wanted.map(({ name }): [string, string] => [name, valueOf(name)]),
  );
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(name));
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}

function bodyOf({ method, path }: ApiOperation): string {
  const { document } = app.contract;
  const content = document.paths[path]?.[method.toLowerCase()]?.requestBody?.content;
  return JSON.stringify(sampleOf(document, content?.["application/json"]?.schema ?? {}));
}

interface Sent {
  readonly status: number;
  readonly text: string;
  readonly problem: Partial<ProblemBody>;
}

async function send(
  operation: ApiOperation,
  { path, ...init }: { path?: string; body?: string; headers?: Record<string, string> } = {},
  api: Pick<TestApp, "request"> = app,
): Promise<Sent> {
  const body = init.body ?? (operation.hasBody ? bodyOf(operation) : undefined);
  const response = await api.request(path ?? addressOf(operation), {
    method: operation.method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(operation.method === "POST" ? { "Idempotency-Key": randomUUID() } : {}),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...init.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isProblem = response.headers.get("Content-Type") === "application/problem+json";
  return { status: response.status, text, problem: isProblem ? JSON.parse(text) : {} };
}

/** Those whose answer is another than this problem. */
async function othersThan(
  expected: readonly [status: number, code: string],
  chosen: readonly ApiOperation[],
  ask: (operation: ApiOperation) => Promise<Sent>,
): Promise<string[]> {
  const others: string[] = [];
  for (const operation of chosen) {
    const { status, problem, text } = await ask(operation);
    const isRight = status === expected[0] && problem.code === expected[1];
    if (isRight && (problem.request_id ?? "") !== "") continue;
    others.push(`${nameOf(operation)}: ${status} ${text.slice(0, 200)}`);
  }
  return others;
}

describe("every route with a body", () => {
  test("refuses JSON that is none", async () => {
    expect(withBody().length).toBeGreaterThan(40);
    const ask = (operation: ApiOperation) => send(operation, { body: '{"code": ' });
    expect(await othersThan([400, "request_malformed"], withBody(), ask)).toEqual([]);
  });

  test("refuses a body that does not call itself JSON", async () => {
    const headers = { "Content-Type": "text/plain" };
    const ask = (operation: ApiOperation) => send(operation, { headers });
    expect(await othersThan([415, "media_type_unsupported"], withBody(), ask)).toEqual([]);
  });

  test("refuses a body that is too large, before it is read", async () => {
    const headers = { "Content-Length": String(1_000_000_000) };
    const ask = (operation: ApiOperation) => send(operation, { headers });
    expect(await othersThan([413, "body_too_large"], withBody(), ask)).toEqual([]);
  });
});

describe("every route", () => {
  test("refuses a member of the query that it does not know", async () => {
    const ask = (operation: ApiOperation) => {
      const address = addressOf(operation);
      return send(operation, { path: `${address}${address.includes("?") ? "&" : "?"}no_such=1` });
    };
    expect(await othersThan([400, "request_invalid"], operations, ask)).toEqual([]);
  });

  test("that takes no body refuses one", async () => {
    const bare = operations.filter(({ hasBody, method }) => !hasBody && method !== "GET");
    expect(bare.length).toBeGreaterThan(5);
    const ask = (operation: ApiOperation) => send(operation, { body: '{"code": "x"}' });
    expect(await othersThan([400, "body_unexpected"], bare, ask)).toEqual([]);
  });
});

describe("every route that states a version's precondition", () => {
  const stating = (status: string) =>
    operations.filter(({ responses }) => responses[status] !== undefined);

  test("insists on If-Match where it says so, and on nothing where it does not", async () => {
    expect(stating("428").length).toBeGreaterThan(7);
    const ask = (operation: ApiOperation) => send(operation);
    expect(await othersThan([428, "precondition_required"], stating("428"), ask)).toEqual([]);
  });

  test("refuses a version that is not the last, and `*`", async () => {
    expect(stating("412").length).toBeGreaterThan(15);
    for (const match of ['"v999999"', "*"]) {
      const ask = (operation: ApiOperation) => send(operation, { headers: { "If-Match": match } });
      expect(await othersThan([412, "precondition_failed"], stating("412"), ask)).toEqual([]);
    }
  });

  test("every PUT, PATCH and DELETE of a partner's thing states it", () => {
    const replacing = operations.filter(({ method }) => ["PUT", "PATCH"].includes(method));
    const silent = replacing.filter(({ responses }) => responses["412"] === undefined);
    expect(silent.map(nameOf)).toEqual([]);
  });
});

describe("a handler that panics", () => {
  const secret = "SELECT password_hash FROM users";
  const panics: Readonly<Record<string, () => never>> = {
    error: () => {
      throw new Error(secret);
    },
    type: () => {
      throw new TypeError(`${secret}: undefined is not a function`);
    },
    refusal: () => {
      throw new Refusal("VERSION_CONFLICT", "It was changed.");
    },
  };

  test.each([
    ["error", 500, "internal_error"],
    ["type", 500, "internal_error"],
    ["refusal", 409, "version_conflict"],
  ])("by %s is a problem with a request id, and tells nothing", async (kind, status, code) => {
    const api = createAppWith(app, {});
    for (const [name, panic] of Object.entries(panics)) api.get(`/v1/panics/${name}`, panic);
    const response = await api.request(
      `/v1/panics/${kind}`,
      { headers: { Authorization: `Bearer ${token}` } },
      { incoming: { socket: { remoteAddress: "127.0.0.1" } } },
    );
    const text = await response.text();
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(JSON.parse(text)).toMatchObject({
      status,
      code,
      request_id: response.headers.get("X-Request-Id"),
    });
    expect(text).not.toContain(secret);
    expect(text).not.toContain(".ts");
    expect(text).not.toMatch(/\bat .*\(/);
  });
});

describe("GET /v1/operations/{operation_id}/events", () => {
  test("streams the caller's own operation alone, and nothing to another partner", async () => {
    const [operation] = await people.scope.db
      .selectFrom("operations")
      .select("public_id")
      .where("status", "=", "succeeded")
      .limit(1)
      .execute();
    const path = `/v1/operations/${operation?.public_id ?? ""}/events`;
    const stranger = await app.createPartner();
    const events = async (bearer: string) => {
      const response = await app.request(path, { headers: { Authorization: `Bearer ${bearer}` } });
      return { status: response.status, text: await response.text() };
    };
    const own = await events(token);
    expect(own.status).toBe(200);
    const named = own.text.match(/\bop_[0-9a-z]{26}\b/g) ?? [];
    expect(new Set(named)).toEqual(new Set([operation?.public_id]));
    const other = await events(stranger.token);
    expect([other.status, JSON.parse(other.text).code]).toEqual([404, "not_found"]);
  });
});
