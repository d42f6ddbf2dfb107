import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { RuleInput } from "../../../suppliers/amadeus/sandbox/behaviours";
import {
  type Harness,
  issue,
  never,
  operationsOf,
  proceed,
  startHarness,
  summarize,
  silenceMs,
} from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

type Behaviour = RuleInput["behaviour"];

/** First attempt with a fault, second without: what each came to and how many tickets there are. */
async function attempt(rule: RuleInput, template = "one-way") {
  const { recordLocator, fareReferences } = await harness.createPnr({ template });
  await harness.fault({ times: 1, ...rule, recordLocator });
  const client = harness.client({ timeoutMs: silenceMs, onExchange: undefined });
  const outcome = await issue(client, recordLocator, fareReferences);
  const ticketsAfterFirst = (await harness.readPnr(recordLocator)).documents.length;
  const retried = await issue(client, recordLocator, fareReferences);
  const { documents } = await harness.readPnr(recordLocator);
  return { recordLocator, outcome, ticketsAfterFirst, retried, tickets: documents.length };
}

const onIssue = (behaviour: Behaviour): RuleInput => ({
  operation: "DocIssuance_IssueTicket",
  behaviour,
});

describe("issue: a fault at the issuing call", () => {
  test.each<[string, Behaviour, string, number, string]>([
    ["silence, nothing done", { kind: "hang" }, "unknown", 0, "issued"],
    ["silence, ticketed", { kind: "workThenHang" }, "unknown", 1, "alreadyTicketed"],
    ["a reset, nothing done", { kind: "resetBeforeWork" }, "unknown", 0, "issued"],
    ["a reset, ticketed", { kind: "resetAfterWork" }, "unknown", 1, "alreadyTicketed"],
    ["a hang-up, ticketed", { kind: "closeAfterWork" }, "unknown", 1, "alreadyTicketed"],
    ["malformed XML", { kind: "malformedXml" }, "unknown", 1, "alreadyTicketed"],
    ["a truncated body", { kind: "truncatedBody" }, "unknown", 1, "alreadyTicketed"],
    ["the answer before it", { kind: "previousAnswer" }, "unknown", 1, "alreadyTicketed"],
    ["HTTP 400 without SOAP", { kind: "httpStatus", status: 400 }, "unknown", 0, "issued"],
    ["HTTP 404 without SOAP", { kind: "httpStatus", status: 404 }, "unknown", 0, "issued"],
    ["HTTP 500 without SOAP", { kind: "httpStatus", status: 500 }, "unknown", 0, "issued"],
    ["HTTP 502 without SOAP", { kind: "httpStatus", status: 502 }, "unknown", 0, "issued"],
    ["HTTP 503 without SOAP", { kind: "httpStatus", status: 503 }, "unknown", 0, "issued"],
    [
      "a session fault",
      { kind: "soapFault", faultString: " 11|Session|", faultCode: "soap:Client" },
      "unknown",
      0,
      "issued",
    ],
    [
      "an application fault of no known meaning",
      { kind: "soapFault", faultString: "42|Application|TOO MANY OPENED CONVERSATIONS" },
      "unknown",
      0,
      "issued",
    ],
    [
      "an application fault after the work",
      { kind: "soapFault", faultString: "118|Application|SYSTEM UNABLE TO PROCESS", work: true },
      "unknown",
      1,
      "alreadyTicketed",
    ],
    [
      "a fault without Amadeus's three parts",
      { kind: "soapFault", faultString: "Internal Server Error" },
      "unknown",
      0,
      "issued",
    ],
    [
      "a fault that says it is ticketed",
      { kind: "soapFault", faultString: "395|Application|ALREADY TICKETED" },
      "refused already_ticketed",
      0,
      "issued",
    ],
    [
      "a security fault",
      { kind: "soapFault", faultString: "Denied", faultCode: "wsse:InvalidSecurityToken" },
      "refused credentials_rejected",
      0,
      "issued",
    ],
    [
      "a refusal",
      { kind: "reject", errorCode: "120", errorText: "UNABLE TO PROCESS" },
      "refused rejected",
      0,
      "issued",
    ],
    [
      "a refusal that says it is ticketed",
      { kind: "reject", errorCode: "395", errorText: "ALREADY TICKETED" },
      "refused already_ticketed",
      0,
      "issued",
    ],
    [
      "a refusal that says so in words only",
      { kind: "reject", errorCode: "9999", errorText: "ETKT DISALLOWED - TICKET ALREADY ISSUED" },
      "refused already_ticketed",
      0,
      "issued",
    ],
    [
      "a simultaneous change",
      { kind: "reject", errorCode: "8111", errorText: "SIMULTANEOUS CHANGES TO PNR" },
      "notDone",
      0,
      "issued",
    ],
    [
      "a slow answer in pieces",
      { kind: "trickle", chunkBytes: 100, intervalMs: 5 },
      "issued",
      1,
      "alreadyTicketed",
    ],
    ["an answer within the time", { kind: "delay", delayMs: 100 }, "issued", 1, "alreadyTicketed"],
    [
      "an answer after the time",
      { kind: "delay", delayMs: 3 * silenceMs },
      "unknown",
      1,
      "alreadyTicketed",
    ],
  ])("%s", async (_, behaviour, summary, ticketsAfterFirst, retried) => {
    const result = await attempt(onIssue(behaviour));
    expect(summarize(result.outcome)).toBe(summary);
    expect(result.ticketsAfterFirst).toBe(ticketsAfterFirst);
    expect(summarize(result.retried)).toBe(retried);
    expect(result.tickets).toBe(1);
  });

  test("a refusal carries Amadeus's code and text", async () => {
    const { outcome } = await attempt(
      onIssue({ kind: "reject", errorCode: "120", errorText: "UNABLE TO PROCESS" }),
    );
    expect(outcome).toEqual({
      kind: "refused",
      reason: "rejected",
      supplierCode: "120",
      supplierText: "UNABLE TO PROCESS",
    });
  });

  test("says when to come back after a simultaneous change", async () => {
    const { outcome } = await attempt(
      onIssue({ kind: "reject", errorCode: "8111", errorText: "SIMULTANEOUS CHANGES TO PNR" }),
    );
    expect(outcome).toMatchObject({ kind: "notDone", retryAfterMs: 2_000 });
  });

  test("a refusal of several fares that ticketed some is unknown, and the rest can follow", async () => {
    const { recordLocator } = await harness.createPnr({ template: "family" });
    const behaviour = {
      kind: "reject",
      errorCode: "120",
      errorText: "UNABLE TO PROCESS",
      ticketFirst: 2,
    } as const;
    await harness.fault({ ...onIssue(behaviour), times: 1, recordLocator });
    const client = harness.client();
    const outcome = await issue(client, recordLocator, ["1", "2", "3"]);
    expect(outcome).toEqual({
      kind: "unknown",
      message: "120 UNABLE TO PROCESS, but the PNR has 2 documents",
    });
    expect(summarize(await issue(client, recordLocator, ["1", "2", "3"]))).toBe("alreadyTicketed");
    expect(summarize(await issue(client, recordLocator, ["2", "3"]))).toBe("issued");
    expect((await harness.readPnr(recordLocator)).documents).toHaveLength(4);
  });

  test("a refusal of several fares is unknown where the PNR cannot be read after it", async () => {
    const { recordLocator } = await harness.createPnr({ template: "family" });
    const behaviour = { kind: "reject", errorCode: "120", errorText: "UNABLE TO PROCESS" } as const;
    await harness.fault({ ...onIssue(behaviour), times: 1, recordLocator });
    await harness.fault({
      operation: "PNR_Retrieve",
      recordLocator,
      skip: 1,
      times: 1,
      behaviour: { kind: "httpStatus", status: 503 },
    });
    const outcome = await issue(harness.client(), recordLocator, ["1", "2", "3"]);
    expect(outcome.kind).toBe("unknown");
  });

  test("late work after silence leaves one ticket, whoever comes first", async () => {
    const { recordLocator } = await harness.createPnr();
    await harness.fault({
      ...onIssue({ kind: "lateWork", delayMs: 1.5 * silenceMs }),
      times: 1,
      recordLocator,
    });
    const client = harness.client({ timeoutMs: silenceMs, onExchange: undefined });
    expect(summarize(await issue(client, recordLocator))).toBe("unknown");
    const second = await client.issue(
      { recordLocator, fareReferences: ["1"], idempotencyKey: "key" },
      async () => {
        await ticketsOf(recordLocator, 1);
        return { proceed: true };
      },
      { signal: never },
    );
    expect(["notDone", "unknown"]).toContain(second.kind);
    expect(summarize(await issue(client, recordLocator))).toBe("alreadyTicketed");
    expect((await harness.readPnr(recordLocator)).documents).toHaveLength(1);
  });

  test("is unknown when the caller gives up while the request is out", async () => {
    const { recordLocator } = await harness.createPnr();
    await harness.fault({ ...onIssue({ kind: "workThenHang" }), times: 1, recordLocator });
    const controller = new AbortController();
    const work = harness
      .client()
      .issue({ recordLocator, fareReferences: ["1"], idempotencyKey: "key" }, proceed, {
        signal: controller.signal,
      });
    await ticketsOf(recordLocator, 1);
    controller.abort();
    expect(await work).toEqual({ kind: "unknown", message: "aborted" });
    expect(operationsOf(await harness.journal(recordLocator)).at(-1)).toBe("Security_SignOut End");
  });

  test("is not done when Amadeus cannot be reached any more for the issuing call", async () => {
    const { recordLocator } = await harness.createPnr();
    const gateway = await startGateway();
    const outcome = await harness.client({ endpoint: gateway.url, onExchange: undefined }).issue(
      { recordLocator, fareReferences: ["1"], idempotencyKey: "key" },
      async () => {
        await gateway.close();
        return { proceed: true };
      },
      { signal: never },
    );
    expect(outcome).toEqual({ kind: "notDone", message: expect.stringContaining("ECONNREFUSED") });
    expect((await harness.readPnr(recordLocator)).documents).toEqual([]);
  });
});

async function handOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const answer = await fetch(harness.sandbox.url, {
    method: "POST",
    body: Buffer.concat(chunks),
    headers: { SOAPAction: String(request.headers["soapaction"]), "Content-Type": "text/xml" },
  });
  response.writeHead(answer.status, { Connection: "close" }).end(await answer.text());
}

/** Hands requests on to the sandbox, each over a connection of its own, until it is closed. */
async function startGateway(): Promise<{ url: string; close(): Promise<void> }> {
  const gateway = createServer((request, response) => {
    handOn(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  const { port } = gateway.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      await new Promise((resolve) => gateway.close(resolve));
    },
  };
}

async function ticketsOf(recordLocator: string, count: number): Promise<void> {
  const deadlineMs = Date.now() + 20_000;
  while ((await harness.readPnr(recordLocator)).documents.length < count) {
    if (Date.now() > deadlineMs) throw new Error("the tickets did not come");
  }
}

function afterIssue(behaviour: Behaviour, times = 1): RuleInput {
  return { operation: "PNR_Retrieve", onlyAfterIssue: true, times, behaviour };
}

describe("issue: a fault after the issuing call", () => {
  test.each<[string, RuleInput]>([
    ["HTTP 503", afterIssue({ kind: "httpStatus", status: 503 })],
    ["silence", afterIssue({ kind: "hang" })],
    ["a reset", afterIssue({ kind: "resetBeforeWork" })],
    ["malformed XML", afterIssue({ kind: "malformedXml" })],
    ["a session fault", afterIssue({ kind: "soapFault", faultString: " 11|Session|" })],
    [
      "an error in place of the PNR",
      afterIssue({ kind: "reject", errorCode: "1", errorText: "NO" }),
    ],
    ["one document too few, twice", afterIssue({ kind: "wrongDocumentCount", by: -1 }, 2)],
    ["one document too many", afterIssue({ kind: "wrongDocumentCount", by: 1 })],
  ])("%s is unknown, and the next attempt adopts the tickets", async (_, rule) => {
    const result = await attempt(rule, "family");
    expect(summarize(result.outcome)).toBe("unknown");
    expect(summarize(result.retried)).toBe("alreadyTicketed");
    expect(result.tickets).toBe(4);
  });

  test("looks again where the tickets come a moment late", async () => {
    const { outcome, tickets } = await attempt(
      afterIssue({ kind: "wrongDocumentCount", by: -1 }),
      "family",
    );
    expect(summarize(outcome)).toBe("issued");
    expect(tickets).toBe(4);
  });
});

describe("issue: a fault at the first retrieval", () => {
  const onRetrieval = (behaviour: Behaviour): RuleInput => ({
    operation: "PNR_Retrieve",
    behaviour,
  });

  test.each<[string, Behaviour, string]>([
    ["silence", { kind: "hang" }, "notDone"],
    ["a reset", { kind: "resetBeforeWork" }, "notDone"],
    ["a hang-up", { kind: "closeAfterWork" }, "notDone"],
    ["HTTP 503", { kind: "httpStatus", status: 503 }, "notDone"],
    ["malformed XML", { kind: "malformedXml" }, "notDone"],
    ["a truncated body", { kind: "truncatedBody" }, "notDone"],
    ["a session fault", { kind: "soapFault", faultString: " 11|Session|" }, "notDone"],
    [
      "a presentation fault",
      { kind: "soapFault", faultString: " 12|Presentation|soap message header incorrect" },
      "notDone",
    ],
    [
      "1929",
      { kind: "soapFault", faultString: "1929|Application|INVALID RECORD LOCATOR" },
      "refused reservation_not_found",
    ],
    [
      "1931",
      { kind: "soapFault", faultString: "1931|Application|NO MATCH FOR RECORD LOCATOR" },
      "refused reservation_not_found",
    ],
    ["284", { kind: "soapFault", faultString: "284|Application|SECURED PNR" }, "refused rejected"],
    [
      "99 not authenticated",
      { kind: "soapFault", faultString: " 99|Session|Not authenticated" },
      "refused credentials_rejected",
    ],
    [
      "a WS-Security fault",
      { kind: "soapFault", faultString: "no", faultCode: "wsse:FailedAuthentication" },
      "refused credentials_rejected",
    ],
    [
      "an error in the reply",
      { kind: "reject", errorCode: "1931", errorText: "NO MATCH FOR RECORD LOCATOR" },
      "refused reservation_not_found",
    ],
    [
      "a simultaneous change",
      { kind: "reject", errorCode: "8111", errorText: "SIMULTANEOUS CHANGES TO PNR" },
      "notDone",
    ],
  ])("%s", async (_, behaviour, summary) => {
    const { outcome, retried } = await attempt(onRetrieval(behaviour));
    expect(summarize(outcome)).toBe(summary);
    expect(summarize(retried)).toBe("issued");
  });

  test("a PNR that cannot be read is refused, and says where", async () => {
    const { recordLocator } = await harness.createPnr();
    const fares = [
      {
        base: { amount: "1", currency: "BDT" },
        total: { amount: "1", currency: "BDT" },
        validatingCarrier: "BIMAN",
        formOfPayment: "CASH",
      },
    ];
    await harness.control("PATCH", `/pnrs/${recordLocator}`, { fares });
    expect(await issue(harness.client(), recordLocator)).toMatchObject({
      kind: "refused",
      reason: "reservation_invalid",
      supplierText: expect.stringMatching(/^FV OT\d+ names no airline$/),
    });
    expect(operationsOf(await harness.journal(recordLocator)).at(-1)).toBe("Security_SignOut End");
  });
});

describe("issue: an answer that is written twice on its connection", () => {
  let own: Harness;
  beforeAll(async () => {
    own = await startHarness();
  });
  afterAll(() => own.stop());

  test.each(
    (["PNR_Retrieve", "DocIssuance_IssueTicket"] as const).flatMap((operation) =>
      [0, 1, 3, 10, 20].map((delayMs) => [operation, delayMs] as const),
    ),
  )("%s, %s ms apart, is never taken for another answer", async (operation, delayMs) => {
    const { recordLocator } = await own.createPnr();
    const behaviour = { kind: "duplicateAnswer", delayMs } as const;
    await own.fault({ operation, times: 1, recordLocator, behaviour });
    const client = own.client();
    const first = summarize(await issue(client, recordLocator));
    expect(["issued", "unknown", "notDone"]).toContain(first);
    const later: string[] = [];
    // Whichever call the answer is written behind, that one alone is in doubt: it is asked again.
    while (["notDone", "unknown", undefined].includes(later.at(-1))) {
      later.push(summarize(await issue(client, recordLocator)));
    }
    expect(["issued", "alreadyTicketed"]).toContain(later.at(-1));
    expect((await own.readPnr(recordLocator)).documents).toHaveLength(1);
  });
});
