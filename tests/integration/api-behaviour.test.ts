import { randomUUID } from "node:crypto";

import { createApp } from "../../api/app";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer } from "../harness/api-client";
import type { ApiOperation } from "../harness/api-contract";
import { today } from "../harness/database";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  operations = app.contract.operations.filter(({ path }) => path.startsWith("/v1/"));
});

afterAll(() => app.close());

interface Account {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly version: number;
}

interface List<Item> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

function named(method: string): readonly ApiOperation[] {
  return operations.filter((one) => one.method === method);
}

function hasParameter({ parameters }: ApiOperation, name: string): boolean {
  return parameters.some((one) => one.name === name);
}

function nameOf({ method, path }: ApiOperation): string {
  return `${method} ${path}`;
}

type Schema = Readonly<Record<string, unknown>>;

/** The members of its success. */
function successOf(operation: ApiOperation): Schema {
  return membersOf(operation.responses["200"]?.content?.["application/json"]?.schema ?? {});
}

function membersOf(schema: Schema): Schema {
  const name = typeof schema["$ref"] === "string" ? schema["$ref"].split("/").at(-1) : undefined;
  const { schemas } = app.contract.document.components;
  const found = name === undefined ? schema : (schemas[name] ?? {});
  const parts = (found["allOf"] ?? []) as readonly Schema[];
  return Object.assign({}, ...parts.map(membersOf), found["properties"]);
}

/**
 * Sign-ins and what belongs to a person's own: what they answer is a secret that is never stored,
 * and a session is a short-lived thing without a version, of which there are few.
 */
function isOfSessions({ path }: ApiOperation): boolean {
  return path.startsWith("/v1/auth/");
}

describe("the OpenAPI document", () => {
  test("gives every POST an Idempotency-Key, and every PUT, PATCH and DELETE an If-Match", () => {
    const withoutKey = named("POST").filter(
      (one) => !hasParameter(one, "idempotency-key") && !isOfSessions(one),
    );
    expect(withoutKey.map(nameOf)).toEqual([]);
    const changing = ["PUT", "PATCH", "DELETE"].flatMap(named).filter((one) => !isOfSessions(one));
    expect(changing.filter((one) => !hasParameter(one, "if-match")).map(nameOf)).toEqual([]);
    expect(changing.filter((one) => one.responses["428"] === undefined).map(nameOf)).toEqual([]);
  });

  test("pages every list by a cursor, and lets every JSON answer be asked for in part", () => {
    const lists = named("GET").filter((one) => "data" in successOf(one) && !isOfSessions(one));
    expect(lists.length).toBeGreaterThan(10);
    // What a supplier answers to one question is no list that is kept.
    const answers = new Set(["GET /v1/offers", "GET /v1/stay-offers"]);
    const unpaged = lists.filter(
      (one) => !hasParameter(one, "cursor") && !answers.has(nameOf(one)),
    );
    expect(unpaged.map(nameOf)).toEqual([]);
    const whole = named("GET").filter(
      (one) => Object.keys(successOf(one)).length > 0 && !hasParameter(one, "fields"),
    );
    expect(whole.map(nameOf)).toEqual([]);
  });

  test("answers whoever has the version of a single thing already with 304", () => {
    const versioned = named("GET").filter((one) => "version" in successOf(one));
    expect(versioned.length).toBeGreaterThan(6);
    const whole = versioned.filter((one) => one.responses["304"] === undefined).map(nameOf);
    // What they have done is told with them, and goes on under the same version.
    expect(whole).toEqual([
      "GET /v1/bsp-sources/{bsp_source_id}",
      "GET /v1/bsp-rules/{bsp_rule_id}",
    ]);
  });
});

describe("every route", () => {
  /** A path that is routed there; what it names need not exist. */
  const pathOf = ({ path }: ApiOperation) =>
    path.replace("{fiscal_year}", today().slice(0, 4)).replaceAll(/\{\w+\}/g, "x");

  test("refuses a parameter that it does not know, and one that is sent twice", async () => {
    for (const operation of operations.filter(({ permission }) => permission !== "nobody")) {
      const headers = { Authorization: `Bearer ${partner.token}` };
      const { method } = operation;
      const [scalar] = operation.parameters.filter((one) => one.in === "query");
      const twice = scalar === undefined ? "odd=1&odd=2" : `${scalar.name}=1&${scalar.name}=2`;
      for (const query of ["odd=1", twice]) {
        const answer = await app.request(`${pathOf(operation)}?${query}`, { method, headers });
        const { code } = (await answer.json()) as ProblemBody;
        // What is for people alone says so to a token first.
        const expected =
          operation.permission === "signed_in" ? "sign_in_required" : "request_invalid";
        expect([nameOf(operation), query, code]).toEqual([nameOf(operation), query, expected]);
      }
    }
  });

  test("that answers with a body refuses to answer in a type that it has not (406)", async () => {
    for (const operation of named("GET").filter(({ permission }) => permission.includes("."))) {
      const types = Object.keys(operation.responses["200"]?.content ?? {});
      if (types.includes("*/*")) continue;
      const headers = { Authorization: `Bearer ${partner.token}`, Accept: "image/avif, */*;q=0" };
      const answer = await app.request(pathOf(operation), { headers });
      expect([nameOf(operation), answer.status]).toEqual([nameOf(operation), 406]);
    }
  });

  test("tells of a method that it has not which it has (405)", async () => {
    for (const operation of operations) {
      const methods = operations.filter(({ path }) => path === operation.path);
      const unused = ["PATCH", "DELETE", "PUT"].find((one) =>
        methods.every(({ method }) => method !== one),
      );
      const answer = await app.request(pathOf(operation), {
        method: unused ?? "",
        headers: { Authorization: `Bearer ${partner.token}` },
      });
      expect([nameOf(operation), answer.status]).toEqual([nameOf(operation), 405]);
      const allowed = answer.headers.get("Allow")?.split(", ") ?? [];
      expect(allowed).toEqual(expect.arrayContaining(methods.map(({ method }) => method)));
    }
  });

  test("that takes no body refuses one, also one that is not JSON", async () => {
    for (const body of ['{"a":1}', "{"]) {
      const answer = await app.request("/v1/bookings/bk_01hxv2ztq3k4m5n6p7q8r9s0t1/issue", {
        method: "POST",
        headers: {
          Authorization: `Bearer ${partner.token}`,
          "Content-Type": "application/json",
          "Idempotency-Key": randomUUID(),
        },
        body,
      });
      const { code } = (await answer.json()) as ProblemBody;
      expect([answer.status, code]).toEqual([400, "body_unexpected"]);
    }
  });
});

describe("Accept", () => {
  test.each([
    ["application/json", 200],
    ["application/*;q=0.1", 200],
    ["text/html, */*;q=0.8", 200],
    ["application/json;q=0, */*", 406],
    ["text/html", 406],
  ])("%s is answered with %d", async (accept, status) => {
    expect((await client.get("/v1/customers", { Accept: accept })).status).toBe(status);
  });
});

describe("fields=", () => {
  test("leaves the members that it names, of a thing and of each item of a list", async () => {
    const id = await createTestCustomer(client);
    const one = await client.get(`/v1/customers/${id}?fields=id,display_name`);
    expect(one.body).toEqual({ id, display_name: "Ayesha Rahman" });
    expect(one.headers.get("Content-Type")).toBe("application/vnd.travobooks.sparse+json");
    const list = await client.get<List<object>>("/v1/customers?fields=id&limit=1");
    expect(list.body).toMatchObject({ data: [{ id }], has_more: false, next_cursor: null });
  });

  test("names no member that there is not, and not none", async () => {
    for (const fields of ["password", "id,password", ""]) {
      const { status, body } = await client.get<ProblemBody>(`/v1/customers?fields=${fields}`);
      expect([fields, status, body.code]).toEqual([fields, 400, "request_invalid"]);
    }
  });
});

describe("a version", () => {
  async function anAccount(): Promise<Account> {
    const { body } = await client.post<Account>("/v1/accounts", {
      code: randomUUID().slice(0, 8),
      name: "Parking fees",
      class: "expense",
    });
    return body;
  }

  test("is the ETag, and who has it is answered with 304 and nothing more", async () => {
    const { id } = await anAccount();
    const first = await client.get<Account>(`/v1/accounts/${id}`);
    const etag = first.headers.get("ETag") ?? "";
    expect(etag).toBe(`"v${first.body.version}"`);
    for (const seen of [etag, `W/${etag}`, `"v0", ${etag}`, "*"]) {
      const again = await client.get(`/v1/accounts/${id}`, { "If-None-Match": seen });
      expect([seen, again.status, again.body]).toEqual([seen, 304, undefined]);
      expect(again.headers.get("ETag")).toBe(etag);
    }
    expect((await client.get(`/v1/accounts/${id}`, { "If-None-Match": '"v0"' })).status).toBe(200);
  });

  test("that is not the one of If-Match refuses an act, and of two at once one", async () => {
    const { id, version } = await anAccount();
    const seen = { "If-Match": `"v${version}"` };
    const answers = await Promise.all(
      ["Parking", "Tolls"].map((name) => client.post(`/v1/accounts/${id}/rename`, { name }, seen)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 412]));
    const refused = answers.find(({ status }) => status === 412);
    expect(refused?.headers.get("ETag")).toBe(`"v${version + 1}"`);
  });
});

describe("a list", () => {
  test("that is kept in its own order is read whole, page by page", async () => {
    const whole = await client.get<List<Account>>("/v1/accounts");
    expect(whole.body.has_more).toBe(false);
    const codes: string[] = [];
    let cursor: string | null = "";
    for (let pages = 0; cursor !== null && pages < 100; pages += 1) {
      const after = cursor === "" ? "" : `&cursor=${cursor}`;
      const page: { readonly body: List<Account>; readonly headers: Headers } = await client.get<
        List<Account>
      >(`/v1/accounts?limit=7${after}`);
      codes.push(...page.body.data.map(({ code }) => code));
      cursor = page.body.next_cursor;
      expect(page.headers.has("Link")).toBe(page.body.has_more);
    }
    expect(codes).toEqual(whole.body.data.map(({ code }) => code));
    expect(codes.length).toBeGreaterThan(20);
  });

  test("takes no cursor of another list, of another partner, or of its own filters changed", async () => {
    await createTestCustomer(client);
    await createTestCustomer(client);
    const { body } = await client.get<List<object>>("/v1/customers?limit=1");
    const cursor = body.next_cursor ?? "";
    const stranger = apiClient(app, (await app.createPartner()).token);
    const answers = [
      await client.get<ProblemBody>(`/v1/bookings?cursor=${cursor}`),
      await client.get<ProblemBody>(`/v1/customers?status=active&cursor=${cursor}`),
      await client.get<ProblemBody>(`/v1/customers?cursor=${cursor.slice(0, -4)}AAAA`),
      await stranger.get<ProblemBody>(`/v1/customers?cursor=${cursor}`),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.body.code]).toEqual([400, "cursor_invalid"]);
    }
  });
});

describe("a PUT", () => {
  const draft = {
    entry_date: today(),
    description: "Stamps",
    lines: [
      { account: "6001", side: "debit", amount: { amount: "10.00", currency: "BDT" } },
      { account: "1101", side: "credit", amount: { amount: "10.00", currency: "BDT" } },
    ],
  };

  test("with a key answers its repetitions as the first time, at once and later", async () => {
    const made = await client.post<{ id: string; version: number }>(
      "/v1/journal-entries/drafts",
      draft,
    );
    expect(made.status).toBe(201);
    const path = `/v1/journal-entries/drafts/${made.body.id}`;
    const headers = { "If-Match": `"v${made.body.version}"`, "Idempotency-Key": randomUUID() };
    const edited = { ...draft, description: "Stamps and envelopes" };
    const crowd = await Promise.all(
      Array.from({ length: 10 }, () => client.put<ProblemBody>(path, edited, headers)),
    );
    expect(crowd.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    for (const { status, body } of crowd.filter((one) => one.status !== 200)) {
      expect([status, body.code]).toEqual([409, "idempotency_key_in_use"]);
    }
    const later = await client.put<{ version: number }>(path, edited, headers);
    expect([later.status, later.headers.get("Idempotent-Replayed")]).toEqual([200, "true"]);
    expect(later.body.version).toBe(made.body.version + 1);
    const other = await client.put<ProblemBody>(path, draft, headers);
    expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
  });

  test("without a key is told by its If-Match that it has been done", async () => {
    const made = await client.post<{ id: string }>("/v1/journal-entries/drafts", draft);
    const path = `/v1/journal-entries/drafts/${made.body.id}`;
    const unseen = await client.put<ProblemBody>(path, draft);
    expect([unseen.status, unseen.body.code]).toEqual([428, "precondition_required"]);
    const headers = { "If-Match": made.headers.get("ETag") ?? "" };
    const statuses = [
      (await client.put(path, draft, headers)).status,
      (await client.put(path, draft, headers)).status,
    ];
    expect(statuses).toEqual([200, 412]);
  });
});

describe("Prefer: wait", () => {
  test("is applied up to thirty seconds, and the answer says how many", async () => {
    const verify = "/v1/ledger/verification";
    for (const [asked, applied] of [
      ["respond-async, wait=20", "wait=20"],
      ["wait=100", "wait=30"],
    ] as const) {
      const { status, headers } = await client.post(verify, undefined, { Prefer: asked });
      expect([status, headers.get("Preference-Applied")]).toEqual([201, applied]);
    }
  });
});

describe("a panic", () => {
  test("is a problem like any other, also where what is thrown is no error", async () => {
    for (const thrown of [new Error("a fault"), "text"]) {
      const broken = createApp({
        ...app.dependencies,
        now: () => {
          // oxlint-disable-next-line typescript/only-throw-error -- what a package may do
          throw thrown;
        },
      });
      const answer = await broken.request("/v1/customers", {
        method: "POST",
        headers: {
          Authorization: `Bearer ${partner.token}`,
          "Content-Type": "application/json",
          "Idempotency-Key": randomUUID(),
        },
        body: JSON.stringify({ code: "C-1", display_name: "Ayesha Rahman" }),
      });
      expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
      const body = (await answer.json()) as ProblemBody;
      expect([answer.status, body.code]).toEqual([500, "internal_error"]);
      expect(JSON.stringify(body)).not.toMatch(/a fault"|text|node_modules/);
    }
  });
});
