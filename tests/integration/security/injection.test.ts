import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { createApp } from "../../../api/app";
import { createLogger } from "../../../db/create-logger";
import { redactCardNumbers } from "../../../domain/card-number";
import { createRateFeed } from "../../../suppliers/exchange-rates/client";
import type { ApiOperation } from "../../harness/api-contract";
import { sampleOf } from "../../harness/sample-body";
import type { TestApp, TestPartner } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

/** Each would be seen if it were run: more rows, an error of the database, a table that is gone. */
const sql = [
  "x'; DROP TABLE customers; -- -",
  '1) OR "1"="1" UNION SELECT secret_hash FROM personal_access_tokens -- -',
  "\\'; UPDATE customers SET display_name = 'injected' -- -",
];

let app: TestApp;
let partner: TestPartner;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  app = await startTestApp({ waitMs: 1_000 });
  partner = await app.createPartner();
  operations = app.contract.operations.filter(({ path }) => path.startsWith("/v1/"));
  for (const code of ["KEPT-1", "KEPT-2"]) {
    await send("POST", "/v1/customers", { code, display_name: "Kept as it is" });
  }
});

afterAll(() => app.close());

async function send(method: string, path: string, body?: unknown) {
  const response = await app.request(path, {
    method,
    headers: {
      Authorization: `Bearer ${partner.token}`,
      ...(method === "POST" ? { "Idempotency-Key": randomUUID() } : {}),
      ...(method === "GET" ? {} : { "If-Match": '"v1"' }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Of a workflow, on a busy machine: the database had taken the request by then. */
const isLate = (text: string) => text.includes('"code":"workflows_unavailable"');

/** Any other 503 is a database that was asked something it does not know, as much as a 500. */
const isHarmless = ({ status, text }: { status: number; text: string }) =>
  (status < 500 || isLate(text)) && !/SQL syntax|\bER_[A-Z]|argon2/.test(text);

async function keptCustomers(): Promise<string[]> {
  const rows = await partner.scope.db.selectFrom("customers").select("display_name").execute();
  return rows.map(({ display_name }) => display_name).filter((name) => name === "Kept as it is");
}

describe("SQL", () => {
  test("in every parameter of a path and a query is a text like any other", async () => {
    const failures: string[] = [];
    let tried = 0;
    for (const operation of operations.filter(({ method }) => method === "GET")) {
      for (const payload of sql) {
        const value = encodeURIComponent(payload);
        const inPath = operation.path.replaceAll(/\{\w+\}/g, value);
        const names = operation.parameters.filter((one) => one.in === "query");
        const paths = [inPath, ...names.map(({ name }) => `${inPath}?${name}=${value}`)];
        for (const path of paths) {
          const reply = await send("GET", path);
          tried += 1;
          if (!isHarmless(reply)) failures.push(`${path}: ${reply.status} ${reply.text}`);
        }
      }
    }
    expect(failures).toEqual([]);
    expect(tried).toBeGreaterThan(300);
    expect(await keptCustomers()).toHaveLength(2);
  });

  test("in every text of a body is a text like any other", async () => {
    const failures: string[] = [];
    let tried = 0;
    for (const { method, path, hasBody } of operations) {
      if (!hasBody || path.startsWith("/v1/auth/")) continue;
      const { document } = app.contract;
      const { content } = document.paths[path]?.[method.toLowerCase()]?.requestBody ?? {};
      const sample = sampleOf(document, content?.["application/json"]?.schema ?? {});
      for (const body of sql.flatMap((payload) => variants(sample, payload))) {
        const reply = await send(method, path.replaceAll(/\{\w+\}/g, "x"), body);
        tried += 1;
        if (!isHarmless(reply)) failures.push(`${method} ${path}: ${reply.status} ${reply.text}`);
      }
    }
    expect(failures).toEqual([]);
    expect(tried).toBeGreaterThan(150);
    expect(await keptCustomers()).toHaveLength(2);
  }, 120_000);

  test("that is stored comes back as it was sent", async () => {
    const [payload = ""] = sql;
    const made = await send("POST", "/v1/customers", { code: "SQL-1", display_name: payload });
    expect(JSON.parse(made.text)).toMatchObject({ display_name: payload });
    const found = await send("GET", `/v1/customers?code=${encodeURIComponent(payload)}`);
    expect(JSON.parse(found.text)).toMatchObject({ data: [] });
  });
});

describe("properties of objects (API3)", () => {
  test.each(["__proto__", "constructor", "partner_id", "version", "status", "livemode"])(
    "%s in a body is refused where it is not the caller's to set",
    async (name) => {
      const body = JSON.parse(`{"code":"P-1","display_name":"x","${name}":{"isAdmin":true}}`);
      const reply = await send("POST", "/v1/customers", body);
      // What a parser drops is not there to be refused.
      expect(name === "__proto__" ? [201, 400] : [400]).toContain(reply.status);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
      const stored = await partner.scope.db
        .selectFrom("customers")
        .select("version")
        .where("customer_code", "=", "P-1")
        .where("version", "<>", 1)
        .execute();
      expect(stored).toEqual([]);
    },
  );
});

describe("consumption (API4)", () => {
  test("a body beyond the limit is 413, one that is nested a hundred thousand deep no fault", async () => {
    const large = await send("POST", "/v1/customers", { code: "x".repeat(300_000) });
    expect(large.status).toBe(413);
    const deep = await app.request("/v1/customers", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${partner.token}`,
        "Content-Type": "application/json",
        "Idempotency-Key": "deep",
      },
      body: "[".repeat(100_000) + "]".repeat(100_000),
    });
    expect([400, 413]).toContain(deep.status);
  });

  test("no pattern of the document takes long over a text made for it (ReDoS)", () => {
    const patterns = new Set(
      [...JSON.stringify(app.contract.document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
        ([, text = '""']): string => JSON.parse(text),
      ),
    );
    const texts = ["a", "0", "-", " ", ".", "aA0_", "1-", "%41"].map(
      (part) => `${part.repeat(30_000)}!`,
    );
    const slow = [...patterns].filter((pattern) => {
      const compiled = new RegExp(pattern, "u");
      const started = process.hrtime.bigint();
      for (const text of texts) compiled.test(text);
      // A pattern that goes back on itself needs minutes here, any other a few milliseconds.
      return process.hrtime.bigint() - started > 5_000_000_000n;
    });
    expect(patterns.size).toBeGreaterThan(5);
    expect(slow).toEqual([]);
    for (const text of texts) expect(redactCardNumbers(text)).toBe(text);
  });
});

describe("requests of ours to elsewhere (API7)", () => {
  test("the rate feed follows no redirect, so that nothing inside is reached by one", async () => {
    let reached = 0;
    const inside = createServer((_, answer) => {
      reached += 1;
      answer.end("<secret/>");
    }).listen(0, "127.0.0.1");
    await once(inside, "listening");
    const { port } = inside.address() as AddressInfo;
    const outside = createServer((_, answer) =>
      answer.writeHead(302, { Location: `http://127.0.0.1:${port}/latest/meta-data` }).end(),
    ).listen(0, "127.0.0.1");
    await once(outside, "listening");
    const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
    expect(await createRateFeed({ url }).fetchDaily()).toMatchObject({ kind: "unavailable" });
    expect(reached).toBe(0);
    inside.close();
    outside.close();
  });

  test("no route takes an address that we would call, but an issuer's", () => {
    const { document } = app.contract;
    const bodies = operations.flatMap(({ method, path }) => {
      const { content } = document.paths[path]?.[method.toLowerCase()]?.requestBody ?? {};
      return membersOf(content?.["application/json"]?.schema);
    });
    const parameters = operations.flatMap((one) => one.parameters.map(({ name }) => name));
    expect(bodies.length).toBeGreaterThan(100);
    // It is held to the public internet: tests/suppliers/outbound, tests/integration/openid.test.ts.
    expect(
      [...bodies, ...parameters].filter((name) => /ur[il]|webhook|callback|issuer/.test(name)),
    ).toEqual(["issuer"]);
  });

  /** Names of members, at every depth. */
  function membersOf(node: unknown, seen: ReadonlySet<string> = new Set()): string[] {
    if (typeof node !== "object" || node === null) return [];
    if ("$ref" in node && typeof node.$ref === "string") {
      const name = node.$ref.split("/").at(-1) ?? "";
      const { schemas } = app.contract.document.components;
      return seen.has(name) ? [] : membersOf(schemas[name], new Set([...seen, name]));
    }
    const own = "properties" in node ? Object.keys(Object(node.properties)) : [];
    return [...own, ...Object.values(node).flatMap((part) => membersOf(part, seen))];
  }
});

describe("logs", () => {
  test("have one line for a request, whatever line breaks it brings", async () => {
    const lines: string[] = [];
    const logger = createLogger(
      { level: "trace", service: "api" },
      { write: (line) => void lines.push(line) },
    );
    const api = createApp({ ...app.dependencies, logger });
    const forged = encodeURIComponent('x\r\n{"level":60,"msg":"forged"}\u2028');
    await api.request(`/v1/customers/${forged}?code=${forged}`, {
      headers: { Authorization: `Bearer ${partner.token}`, "User-Agent": "x\u0085y" },
    });
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(JSON.parse(line)).not.toMatchObject({ msg: "forged" });
    }
  });
});

/** The sample with one of its texts replaced, for each of its texts. */
function variants(sample: unknown, payload: string): unknown[] {
  if (typeof sample === "string") return [payload];
  if (Array.isArray(sample)) {
    return sample.flatMap((item: unknown, index) =>
      variants(item, payload).map((changed) => sample.toSpliced(index, 1, changed)),
    );
  }
  if (typeof sample !== "object" || sample === null) return [];
  return Object.entries(sample).flatMap(([name, value]: [string, unknown]) =>
    variants(value, payload).map((changed) => ({ ...sample, [name]: changed })),
  );
}
