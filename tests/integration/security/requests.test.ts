import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

import { Hono } from "hono";

import { withHealth } from "../../../api/front";
import { listen } from "../../../api/listen";
import { createHealthRoutes } from "../../../api/routes/health";
import type { ProblemBody } from "../../harness/api-client";
import { createAppWith } from "../../harness/listen-for";
import type { TestApp, TestPartner } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let server: ReturnType<typeof listen>;
let port: number;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  partner = await app.createPartner();
  const api = createAppWith(app, { corsOrigins: ["https://app.example.com"] });
  const health = createHealthRoutes([]);
  server = listen(withHealth(api, health.routes), {
    API_HOST: "127.0.0.1",
    API_PORT: 0,
    API_HEADERS_TIMEOUT_MS: 300,
    API_REQUEST_TIMEOUT_MS: 600,
  });
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await app.close();
});

interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What the server answers to these bytes, on a socket that the client does not end. */
async function sendRaw(...lines: string[]): Promise<RawAnswer> {
  const socket = connect(port, "127.0.0.1");
  socket.write(lines.join("\r\n"));
  const answer = await text(socket);
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const [status = "", ...headers] = head.split("\r\n");
  return {
    status: Number(status.split(" ")[1]),
    headers: new Headers(
      headers.map((line): [string, string] => [
        line.slice(0, line.indexOf(":")),
        line.slice(line.indexOf(":") + 1).trim(),
      ]),
    ),
    body,
  };
}

interface Init {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function call(path: string, init: Init = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${partner.token}`, ...init.headers },
  });
}

function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": randomUUID(), ...headers },
    body,
  });
}

async function codeOf(answer: Response): Promise<unknown[]> {
  const { code } = (await answer.json()) as ProblemBody;
  return [answer.status, answer.headers.get("Content-Type"), code];
}

describe("a client that is slow on purpose", () => {
  test("with its headers is cut off with 408", async () => {
    const answer = await sendRaw("GET /v1/customers HTTP/1.1", "Host: test", "X-Slow: ");
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([408, "request_timeout"]);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
  });

  test("with its body is cut off with 408", async () => {
    const answer = await sendRaw(
      "POST /v1/customers HTTP/1.1",
      "Host: test",
      `Authorization: Bearer ${partner.token}`,
      "Content-Type: application/json",
      "Content-Length: 1000",
      "",
      '{"code": ',
    );
    expect(answer.status).toBe(408);
  });
});

describe("what is no HTTP, or too much of it", () => {
  test.each([
    ["no HTTP at all", ["GARBAGE", "", ""], 400, "request_malformed"],
    [
      "a header of 20 KB",
      ["GET / HTTP/1.1", "Host: a", `X-Big: ${"a".repeat(20_000)}`, "", ""],
      431,
      "headers_too_large",
    ],
    [
      "a host that is none",
      ["GET / HTTP/1.1", "Host: a b", "Connection: close", "", ""],
      400,
      "request_malformed",
    ],
    [
      "two lengths",
      ["POST / HTTP/1.1", "Host: a", "Content-Length: 1", "Content-Length: 2", "", ""],
      400,
      "request_malformed",
    ],
    [
      "a length and chunks",
      ["POST / HTTP/1.1", "Host: a", "Content-Length: 1", "Transfer-Encoding: chunked", "", ""],
      400,
      "request_malformed",
    ],
  ])("%s is a problem", async (_, lines, status, code) => {
    const answer = await sendRaw(...lines);
    expect([
      answer.status,
      answer.headers.get("Content-Type"),
      JSON.parse(answer.body).code,
    ]).toEqual([status, "application/problem+json", code]);
  });

  test("TRACE is 405, and so is what no route is for", async () => {
    for (const method of ["TRACE", "PROPFIND", "OPTIONS"]) {
      const answer = await sendRaw(
        `${method} /v1/customers HTTP/1.1`,
        "Host: test",
        "Connection: close",
        `Authorization: Bearer ${partner.token}`,
        "",
        "",
      );
      expect([method, answer.status]).toEqual([method, 405]);
      expect(answer.headers.get("Allow")).toBe("GET, HEAD, POST");
    }
  });
});

describe("a body", () => {
  const deep = (depth: number) => `{"metadata":${"[".repeat(depth)}${"]".repeat(depth)}}`;

  test.each([
    ["nested 100,000 deep", () => deep(100_000), 400, "body_too_deep"],
    ["nested 21 deep", () => deep(20), 400, "body_too_deep"],
    ["nested as deep as may be, and wrong", () => deep(19), 400, "request_invalid"],
    ["over 256 KB", () => JSON.stringify({ code: "x".repeat(300_000) }), 413, "body_too_large"],
    ["that is not JSON", () => "{", 400, "request_malformed"],
    [
      "with a prototype",
      () => '{"__proto__":{"x":1},"code":"a","display_name":"b"}',
      400,
      "request_invalid",
    ],
    [
      "with a partner of its own",
      () => '{"partner_id":1,"code":"a","display_name":"b"}',
      400,
      "request_invalid",
    ],
  ])("%s is refused", async (_, body, status, code) => {
    expect(await codeOf(await post("/v1/customers", body()))).toEqual([
      status,
      "application/problem+json",
      code,
    ]);
  });

  test("in chunks beyond the limit is refused without a length", async () => {
    const chunk = "a".repeat(1_024);
    const lines = Array.from({ length: 300 }, () => `400\r\n${chunk}`);
    const answer = await sendRaw(
      "POST /v1/customers HTTP/1.1",
      "Host: test",
      "Connection: close",
      `Authorization: Bearer ${partner.token}`,
      "Content-Type: application/json",
      "Idempotency-Key: k",
      "Transfer-Encoding: chunked",
      "",
      ...lines,
      "0",
      "",
      "",
    );
    expect(answer.status).toBe(413);
  });
});

describe("a header", () => {
  test("is made of nothing that a caller sends as it is", async () => {
    const answer = await call("/v1/customers?limit=1&code=%0d%0aSet-Cookie:%20a=b");
    expect(answer.headers.get("Set-Cookie")).toBeNull();
    const wait = await call("/v1/customers", { headers: { Prefer: 'wait=1"; x' } });
    expect(wait.status).toBe(200);
    const key = await post("/v1/customers", "{}", { "Idempotency-Key": "a\tb" });
    expect(key.status).toBe(400);
  });
});

describe("a host that the caller makes up", () => {
  test.each(["Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded"])(
    "in %s stands in no answer, no link and no header",
    async (name) => {
      const value = name === "Forwarded" ? "host=evil.example" : "evil.example";
      const ask = (method: string, path: string, body = "") =>
        sendRaw(
          `${method} ${path} HTTP/1.1`,
          ...(name === "Host" ? [] : ["Host: 127.0.0.1"]),
          `${name}: ${value}`,
          "Connection: close",
          `Authorization: Bearer ${partner.token}`,
          "Content-Type: application/json",
          `Idempotency-Key: ${randomUUID()}`,
          `Content-Length: ${body.length}`,
          "",
          body,
        );
      const customer = JSON.stringify({ code: randomUUID().slice(0, 8), display_name: "A" });
      const answers = [
        await ask("POST", "/v1/customers", customer),
        await ask("GET", "/v1/accounts?limit=1"),
        await ask("GET", "/openapi.json"),
        await ask("GET", "/v1/nowhere"),
        await ask("POST", "/v1/customers", "{}"),
      ];
      expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 404, 400]);
      for (const { headers, body } of answers) {
        expect(`${JSON.stringify([...headers])}${body}`).not.toContain("evil.example");
      }
    },
  );
});

describe("a document's name", () => {
  test.each([
    "../../etc/passwd",
    "..",
    "/etc/passwd",
    String.raw`..\boot.ini`,
    "a\u0000.pdf",
    "a/b.pdf",
    ".htaccess",
    'a".pdf',
    "a\r\nX: y.pdf",
  ])("%j is refused, and leads nowhere", async (name) => {
    const body = { file_name: name, content_type: "text/csv", content: "YSxiCg==" };
    const id = "jd_01hxv2ztq3k4m5n6p7q8r9s0t1";
    const path = `/v1/journal-entries/drafts/${id}/attachments`;
    expect(await codeOf(await post(path, JSON.stringify(body)))).toEqual([
      400,
      "application/problem+json",
      "request_invalid",
    ]);
  });

  test("in a path is an id or does not exist", async () => {
    for (const id of ["..%2f..%2fetc%2fpasswd", "%2e%2e", "doc_..", "%00", "'%20OR%201=1--"]) {
      const answer = await call(`/v1/documents/${id}/content`);
      expect([id, answer.status]).toEqual([id, 404]);
    }
  });
});

describe("security headers", () => {
  const expected = {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };

  test("stand on every answer of every route, also on errors, and none is kept", async () => {
    const paths = app.contract.operations.map(({ method, path }) => ({
      method,
      path: path.replaceAll(/\{\w+\}/g, "x"),
    }));
    const others = [
      "/healthz",
      "/readyz",
      "/docs",
      "/docs/errors",
      "/docs/start.js",
      "/openapi.json",
      "/nowhere",
      "/v1/nowhere",
      "/codec/session",
    ].map((path) => ({ method: "GET", path }));
    for (const { method, path } of [...paths, ...others]) {
      for (const headers of [{}, { Authorization: `Bearer ${partner.token}` }]) {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
        await answer.text();
        const found = Object.fromEntries(
          Object.keys(expected).map((name) => [name, answer.headers.get(name)]),
        );
        expect({ method, path, ...found }).toEqual({ method, path, ...expected });
        const policy = answer.headers.get("content-security-policy");
        expect(policy).toMatch(/default-src '(?:none|self)'/);
        expect(policy).toContain("frame-ancestors 'none'");
        expect([path, answer.headers.get("cache-control")]).toEqual([path, "no-store"]);
        expect(answer.headers.has("x-powered-by") || answer.headers.has("server")).toBe(false);
      }
    }
  });

  test("let nobody keep but what is the same for all", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/docs/swagger-ui.css`);
    await answer.arrayBuffer();
    expect(answer.headers.get("Cache-Control")).toBe("public, max-age=86400");
  });
});

describe("pages of another origin", () => {
  const from = (origin: string, init: Init = {}) =>
    call("/v1/customers", { ...init, headers: { ...init.headers, Origin: origin } });
  const preflight = (origin: string) =>
    fetch(`http://127.0.0.1:${port}/v1/customers`, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST" },
    });

  test("that is listed read with a token of theirs, never with cookies", async () => {
    const answer = await from("https://app.example.com");
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("https://app.example.com");
    expect(answer.headers.get("Access-Control-Allow-Credentials")).toBeNull();
    expect(answer.headers.get("Access-Control-Expose-Headers")).toContain("RateLimit");
    expect(answer.headers.get("Vary")).toMatch(/Origin/);
    const asked = await preflight("https://app.example.com");
    expect([asked.status, asked.headers.get("Access-Control-Allow-Methods")]).toEqual([
      204,
      "GET,HEAD,POST,PUT,PATCH,DELETE",
    ]);
  });

  test.each([
    "https://evil.example",
    "https://app.example.com.evil.example",
    "http://app.example.com",
    "https://APP.example.com",
    "null",
  ])("that is not listed is told nothing: %s", async (origin) => {
    const answer = await from(origin);
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
    const asked = await preflight(origin);
    expect(asked.headers.get("Access-Control-Allow-Origin")).toBeNull();
    expect(asked.status).not.toBe(204);
  });
});

describe("compression", () => {
  const zipped = (path: string, init: Init = {}) =>
    createAppWith(app, {}).request(path, {
      ...init,
      headers: {
        Authorization: `Bearer ${partner.token}`,
        "Accept-Encoding": "gzip",
        ...init.headers,
      },
    });

  test("is of what is read with a token, and of what is public", async () => {
    for (const path of ["/v1/accounts", "/openapi.json", "/v1/accounts/export"]) {
      const answer = await zipped(path);
      const plain = await zipped(path, { headers: { "Accept-Encoding": "gzip;q=0" } });
      expect([path, answer.headers.get("Content-Encoding")]).toEqual([path, "gzip"]);
      expect(answer.headers.get("Vary")).toMatch(/Accept-Encoding/);
      const bytes = Buffer.from(await answer.arrayBuffer());
      const whole = await plain.text();
      expect(gunzipSync(bytes).toString()).toBe(whole);
      expect(bytes.length).toBeLessThan(whole.length);
      expect(plain.headers.get("Content-Encoding")).toBeNull();
    }
  });

  test("leaves a version's tag as it is, so that If-Match knows it", async () => {
    const { data } = (await (await zipped("/v1/accounts?limit=1")).json()) as {
      data: { id: string }[];
    };
    const answer = await zipped(`/v1/accounts/${data[0]?.id}`);
    expect(answer.headers.get("ETag")).toMatch(/^"v\d+"$/);
  });

  test("is of nothing that a cookie asks for, nor of what answers an act or a sign-in", async () => {
    const answers = [
      await zipped("/v1/accounts", { headers: { Cookie: "__Host-travobooks=x" } }),
      await zipped("/v1/auth/profile"),
      await zipped("/v1/customers", { method: "POST", body: "{}" }),
    ];
    for (const answer of answers) {
      expect(answer.headers.get("Content-Encoding")).toBeNull();
    }
  });
});

describe("a request that hangs", () => {
  test("is answered when its time is over", async () => {
    const hanging = createAppWith(
      app,
      { deadlineMs: 50 },
      { auth: { ...app.dependencies.auth, authenticate: () => new Promise<never>(() => {}) } },
    );
    const answer = await hanging.request("/v1/customers");
    expect(await codeOf(answer)).toEqual([503, "application/problem+json", "deadline_exceeded"]);
    expect(answer.headers.get("Retry-After")).toBe("5");
  });
});

describe("what is before the API", () => {
  test("is its health alone: another path is a problem", async () => {
    const health = new Hono().get("/healthz", (c) => c.text("alive"));
    const fetchOf = withHealth(createAppWith(app, {}), health);
    expect((await fetchOf(new Request("http://test/healthz"))).status).toBe(200);
    expect(
      await codeOf(await fetchOf(new Request("http://test/healthz", { method: "POST" }))),
    ).toEqual([404, "application/problem+json", "not_found"]);
  });
});
