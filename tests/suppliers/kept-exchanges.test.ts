import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { supplierNames } from "../../domain/supplier-names";
import { adapterCodes, findAdapter } from "../../suppliers/adapters";
import type { SupplierExchange } from "../../suppliers/http/supplier-exchange";
import { sandboxAccountsAt } from "../../suppliers/sandbox-accounts";
import { createProcessTokenStore } from "./rest-harness";

const pan = "4242424242424242";
const written = "4242 4242-4242 4242";
const token = "T1RLAQ-of-this-supplier";
/** In credentials, by their names: what nobody but the supplier may see. */
const secretMembers = /password|secret|token|^key$/i;
let server: Server;
let url: string;

/** A supplier that says again whatever it is told, and a card number. */
beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const told = { headers: request.headers, body, card: pan, remark: `CC ${written}` };
  const isAsked = request.url?.endsWith("/token") === true;
  const given = isAsked ? { access_token: token, expires_in: 3_600 } : {};
  response.writeHead(200, { "Content-Type": "application/json", "Set-Cookie": `s=${token}` });
  response.end(JSON.stringify({ ...given, told }));
}

describe.each(adapterCodes)("what is kept of a call to %s", (providerCode) => {
  const exchanges: SupplierExchange[] = [];
  let secrets: string[];

  beforeAll(async () => {
    const addresses = Object.fromEntries(supplierNames.map((name) => [name, url]));
    const account = sandboxAccountsAt(addresses).find(
      ({ gdsProviderCode }) => gdsProviderCode === providerCode,
    );
    const credentials = Object.entries(account?.credentials ?? {});
    secrets = credentials.flatMap(([name, value]) =>
      secretMembers.test(name) && typeof value === "string" && !name.endsWith("Path")
        ? [value]
        : [],
    );
    const connection = findAdapter(providerCode)?.readCredentials(Object.fromEntries(credentials));
    const client = connection?.open({
      tokens: createProcessTokenStore(),
      onExchange: (exchange) => exchanges.push(exchange),
    });
    const signal = new AbortController().signal;
    await client?.retrieve({ recordLocator: pan }, { signal });
    await client?.close();
  });

  test("repeats neither credential nor token, wherever the supplier says them again", () => {
    const kept = JSON.stringify(exchanges);
    expect(secrets).not.toEqual([]);
    expect([token, ...secrets].filter((secret) => kept.includes(secret))).toEqual([]);
    expect(kept).not.toMatch(/Bearer (?!\*)|Basic (?!\*)|set-cookie/);
  });

  test("has no card number in its address, request and answer", () => {
    const kept = JSON.stringify(exchanges);
    expect([pan, written].filter((number) => kept.includes(number))).toEqual([]);
    expect(kept).toContain("***4242");
  });

  test("says when, to where, how long, and what came of it", () => {
    const [exchange] = exchanges;
    expect(exchange).toMatchObject({
      method: expect.stringMatching(/GET|POST/),
      redactedUrl: expect.stringContaining(url),
      status: 200,
      outcome: expect.stringMatching(/reply|noAnswer/),
      sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(exchange?.requestHeaders).toHaveProperty("content-type");
    expect(exchange?.durationMs).toBeGreaterThan(0);
  });
});
