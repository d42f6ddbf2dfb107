import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:http";

import { assertCallable, createGuardedFetch } from "../../../suppliers/outbound/guarded-fetch";
import { OutboundRefusedError } from "../../../suppliers/outbound/outbound-refused";

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/redirect") {
      response.writeHead(302, { Location: "http://169.254.169.254/" }).end();
    } else if (request.url === "/large") response.end("x".repeat(300_000));
    else if (request.url === "/ok") response.end(`${request.method}`);
    // Everything else hangs.
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = { method: "GET", headers: {} };

describe("createGuardedFetch", () => {
  test("does not connect to a name that leads to this machine", async () => {
    const call = createGuardedFetch({ trustedOrigins: [] })("https://localhost:8443/", get);
    await expect(call).rejects.toBeInstanceOf(OutboundRefusedError);
  });

  test("calls a trusted origin, plain and private as it is, and no other of the machine", async () => {
    const call = createGuardedFetch({ trustedOrigins: [origin] });
    const answer = await call(`${origin}/ok`, { ...get, method: "POST", body: "a" });
    expect([answer.status, await answer.text()]).toEqual([200, "POST"]);
    await expect(call(origin.replace("http:", "https:"), get)).rejects.toThrow("port of its own");
    await expect(call("http://127.0.0.1:1/ok", get)).rejects.toThrow("is not https");
  });

  test("follows no redirect", async () => {
    const answer = await createGuardedFetch({ trustedOrigins: [origin] })(
      `${origin}/redirect`,
      get,
    );
    expect(answer.status).toBe(302);
  });

  test("reads no more than an issuer has to say, and does not wait for ever", async () => {
    const patient = createGuardedFetch({ trustedOrigins: [origin] });
    await expect(patient(`${origin}/large`, get)).rejects.toThrow(/exceeded max size/);
    const call = createGuardedFetch({ trustedOrigins: [origin], timeoutMs: 50 });
    await expect(call(`${origin}/hangs`, get)).rejects.toThrow(/timeout/i);
  });
});

describe("assertCallable", () => {
  test("takes https of the public internet", () => {
    expect(() => assertCallable("https://login.example.com/tenant")).not.toThrow();
  });

  test.each([
    "http://login.example.com",
    "https://2130706433",
    "https://0177.0.0.1",
    "https://127.1",
    "https://[64:ff9b::a00:1]",
    "https://100.64.1.1",
    "https://login.example.com:6379",
  ])("refuses %s", (url) => {
    expect(() => assertCallable(url)).toThrow(OutboundRefusedError);
  });
});
