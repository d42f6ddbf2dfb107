import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { freePort, type Harness, issue, never, startHarness, summarize } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

async function bothWith(endpoint: string) {
  const client = harness.client({ endpoint, timeoutMs: 2_000, onExchange: undefined });
  return [
    await client.retrieve({ recordLocator: "ABC123" }, { signal: never }),
    await issue(client, "ABC123"),
  ];
}

describe("retrieve and issue without Amadeus", () => {
  test("a refused connection is not done", async () => {
    const [retrieved, issued] = await bothWith(`http://127.0.0.1:${await freePort()}/`);
    expect(retrieved).toMatchObject({
      kind: "notDone",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(issued).toMatchObject({ kind: "notDone" });
  });

  test("an unknown host is not done", async () => {
    const [retrieved, issued] = await bothWith("http://amadeus.invalid/");
    expect(retrieved).toMatchObject({
      kind: "notDone",
      message: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
    expect(issued).toMatchObject({ kind: "notDone" });
  });

  test("a failed TLS handshake is not done", async () => {
    const [retrieved, issued] = await bothWith(harness.sandbox.url.replace("http:", "https:"));
    expect(retrieved?.kind).toBe("notDone");
    expect(issued?.kind).toBe("notDone");
  });

  test("a WSDL that cannot be read is not done", async () => {
    const client = harness.client({ wsdlLocation: "/nowhere/amadeus.wsdl", onExchange: undefined });
    expect(await issue(client, "ABC123")).toMatchObject({
      kind: "notDone",
      message: expect.stringContaining("no usable WSDL"),
    });
  });
});

type Respond = (response: ServerResponse) => void;

function envelope(content: string, header = ""): string {
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${header}</s:Header><s:Body>${content}</s:Body></s:Envelope>`;
}

function laughs(): string {
  const nested = Array.from(
    { length: 9 },
    (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
  );
  return `<!DOCTYPE x [<!ENTITY l0 "ha">${nested.join("")}]>`;
}

describe("an answer that is no Amadeus", () => {
  let server: Server;
  let respond: Respond | undefined;
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on("end", () => respond?.(response));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each<[string, (response: ServerResponse) => void, string]>([
    ["an empty body", (response) => response.end(), "malformed XML"],
    [
      "a page of HTML",
      (response) => response.writeHead(200).end("<html><body>hello</body></html>"),
      "<html> is no SOAP envelope",
    ],
    [
      "another reply",
      (response) => response.end(envelope("<Security_SignOutReply/>")),
      "without a PNR_Reply",
    ],
    [
      "a PNR with an error status",
      (response) => response.writeHead(500).end(envelope("<PNR_Reply/>")),
      "HTTP 500 without a PNR_Reply",
    ],
    [
      "an answer to somebody else",
      (response) => response.end(envelope("<PNR_Reply/>", "<RelatesTo>other</RelatesTo>")),
      "belongs to another request",
    ],
    [
      "an entity that would read a file (XXE)",
      (response) =>
        response.end(
          `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${envelope("<PNR_Reply>&e;</PNR_Reply>")}`,
        ),
      "a document type",
    ],
    [
      "entities that would fill the memory (a billion laughs)",
      (response) => response.end(`${laughs()}${envelope("<PNR_Reply>&l9;</PNR_Reply>")}`),
      "a document type",
    ],
    ["an entity that nobody declared", (response) => response.end(envelope("&e;")), "&e;"],
    [
      "elements nested without end",
      (response) => response.end("<s:Envelope>".repeat(100_000)),
      "nested deeper than",
    ],
    [
      "more than can be taken",
      (response) => response.end(Buffer.alloc(9 * 1024 * 1024)),
      "larger than",
    ],
  ])("%s is no answer", async (_, answer, message) => {
    respond = answer;
    const { port } = server.address() as AddressInfo;
    const client = harness.client({ endpoint: `http://127.0.0.1:${port}/`, onExchange: undefined });
    expect(await client.retrieve({ recordLocator: "ABC123" }, { signal: never })).toEqual({
      kind: "notDone",
      message: expect.stringContaining(message),
    });
  });

  test("what trickles on for ever is given up when its time is over", async () => {
    const trickling = new Set<NodeJS.Timeout>();
    respond = (response) => {
      response.write("<s:Envelope>");
      trickling.add(setInterval(() => response.write(" "), 20));
    };
    const { port } = server.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}/`;
    const client = harness.client({ endpoint, timeoutMs: 300, onExchange: undefined });
    expect(await client.retrieve({ recordLocator: "ABC123" }, { signal: never })).toEqual({
      kind: "notDone",
      message: expect.stringContaining("no answer within 300 ms"),
    });
    for (const timer of trickling) clearInterval(timer);
  });

  test("the PNR of another locator is no answer", async () => {
    const pnr =
      "<PNR_Reply><pnrHeader><reservationInfo><reservation><companyId>1A</companyId><controlNumber>XYZ789</controlNumber></reservation></reservationInfo></pnrHeader></PNR_Reply>";
    respond = (response) => response.end(envelope(pnr));
    const { port } = server.address() as AddressInfo;
    const client = harness.client({ endpoint: `http://127.0.0.1:${port}/`, onExchange: undefined });
    expect(await client.retrieve({ recordLocator: "ABC123" }, { signal: never })).toEqual({
      kind: "notDone",
      message: "the answer is about XYZ789",
    });
    expect(await issue(client, "ABC123")).toMatchObject({ kind: "notDone" });
  });

  test("nothing is ticketed where Amadeus opens no session", async () => {
    const pnr =
      "<PNR_Reply><pnrHeader><reservationInfo><reservation><companyId>1A</companyId><controlNumber>ABC123</controlNumber></reservation></reservationInfo></pnrHeader></PNR_Reply>";
    let asked = 0;
    respond = (response) => {
      asked += 1;
      response.end(envelope(pnr));
    };
    const { port } = server.address() as AddressInfo;
    const client = harness.client({ endpoint: `http://127.0.0.1:${port}/`, onExchange: undefined });
    expect(summarize(await issue(client, "ABC123"))).toBe("refused reservation_invalid");
    expect(asked).toBe(1);
  });
});
