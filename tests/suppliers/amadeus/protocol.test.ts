import { createHash, randomBytes } from "node:crypto";

import { createClientAsync } from "soap";

import { defaultAccount } from "../../../suppliers/amadeus/sandbox/default-account";
import type { SupplierExchange } from "../../../suppliers/http/supplier-exchange";
import {
  attributeOf,
  findAt,
  readXml,
  textAt,
  type XmlElement,
} from "../../../suppliers/xml/read-xml";
import { type Harness, issue, never, startHarness, summarize } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const retrieval = (recordLocator: string) =>
  `<PNR_Retrieve xmlns="http://xml.amadeus.com/PNRRET_14_2_1A"><retrievalFacts><retrieve><type>2</type></retrieve><reservationOrProfileIdentifier><reservation><controlNumber>${recordLocator}</controlNumber></reservation></reservationOrProfileIdentifier></retrievalFacts></PNR_Retrieve>`;

interface TokenOptions {
  readonly password?: string;
  readonly officeId?: string;
  readonly created?: string;
  readonly nonce?: Buffer;
}

function sha1(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Written out here on purpose: an independent reading of the specification. */
function securityHeader({
  password = defaultAccount.password,
  officeId = defaultAccount.officeId,
  created = new Date().toISOString(),
  nonce = randomBytes(16),
}: TokenOptions = {}): string {
  const digest = sha1(nonce, created, sha1(password)).toString("base64");
  return (
    `<Security xmlns="${wsse}"><UsernameToken><Username>${defaultAccount.username}</Username>` +
    `<Nonce>${nonce.toString("base64")}</Nonce><Password Type="PasswordDigest">${digest}</Password>` +
    `<Created>${created}</Created></UsernameToken></Security>` +
    `<AMA_SecurityHostedUser xmlns="http://xml.amadeus.com/2010/06/Security_v1"><UserID POS_Type="1" PseudoCityCode="${officeId}" AgentDutyCode="SU" RequestorType="U"/></AMA_SecurityHostedUser>`
  );
}

function session(step: string, state?: { id: string; sequence: number; token: string }): string {
  const content =
    state === undefined
      ? ""
      : `<SessionId>${state.id}</SessionId><SequenceNumber>${state.sequence}</SequenceNumber><SecurityToken>${state.token}</SecurityToken>`;
  return `<Session xmlns="http://xml.amadeus.com/2010/06/Session_v3" TransactionStatusCode="${step}">${content}</Session>`;
}

async function post(header: string, body: string, action = "PNRRET_14_2_1A") {
  const response = await fetch(harness.sandbox.url, {
    method: "POST",
    headers: {
      "Content-Type": "text/xml; charset=utf-8",
      SOAPAction: `"http://webservices.amadeus.com/${action}"`,
    },
    body: `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`,
  });
  const envelope = readXml(await response.text());
  return { status: response.status, envelope, fault: faultOf(envelope) };
}

function faultOf(envelope: XmlElement): string | undefined {
  return textAt(envelope, "Body", "Fault", "faultstring");
}

async function start(recordLocator: string) {
  const { envelope } = await post(session("Start") + securityHeader(), retrieval(recordLocator));
  const header = findAt(envelope, "Header", "Session");
  return {
    step: attributeOf(header, "TransactionStatusCode"),
    id: textAt(header, "SessionId") ?? "",
    sequence: Number(textAt(header, "SequenceNumber")),
    token: textAt(header, "SecurityToken") ?? "",
  };
}

describe("the sandbox's sessions", () => {
  test("opens one at Start, counts, and is gone after End", async () => {
    const state = await start("OK0001");
    expect(state).toMatchObject({ step: "InSeries", sequence: 1 });
    const next = { ...state, sequence: 2 };
    expect((await post(session("InSeries", next), retrieval("OK0001"))).status).toBe(200);
    const last = await post(session("End", { ...state, sequence: 3 }), retrieval("OK0001"));
    expect(attributeOf(findAt(last.envelope, "Header", "Session"), "TransactionStatusCode")).toBe(
      "End",
    );
    const after = await post(session("InSeries", { ...state, sequence: 4 }), retrieval("OK0001"));
    expect(after).toMatchObject({ status: 500, fault: "11|Session|" });
  });

  test.each<[string, (state: { id: string; sequence: number; token: string }) => string, string]>([
    ["a number that was used", (state) => session("InSeries", state), "11|Session|"],
    ["a number too high", (state) => session("InSeries", { ...state, sequence: 3 }), "11|Session|"],
    [
      "an unknown session",
      (state) => session("InSeries", { ...state, id: "NOSUCHID00", sequence: 2 }),
      "11|Session|",
    ],
    [
      "a wrong token",
      (state) => session("InSeries", { ...state, token: "X", sequence: 2 }),
      "98|Session|Bad SecurityToken",
    ],
    [
      "a password sent again",
      (state) => session("InSeries", { ...state, sequence: 2 }) + securityHeader(),
      "12|Presentation|soap message header incorrect",
    ],
    [
      "an unknown step",
      (state) => session("Middle", { ...state, sequence: 2 }),
      "12|Presentation|soap message header incorrect",
    ],
  ])("refuses %s", async (_, header, fault) => {
    const state = await start("OK0002");
    expect(await post(header(state), retrieval("OK0002"))).toMatchObject({ status: 500, fault });
  });

  test("tickets only what the session has retrieved", async () => {
    const body = '<DocIssuance_IssueTicket xmlns="http://xml.amadeus.com/TTKTIQ_09_1_1A"/>';
    const { envelope } = await post(securityHeader(), body, "TTKTIQ_09_1_1A");
    const reply = findAt(envelope, "Body", "DocIssuance_IssueTicketReply");
    expect(textAt(reply, "processingStatus", "statusCode")).toBe("X");
  });

  test("tickets the whole PNR where no stored fare is selected", async () => {
    const state = await start("FAM001");
    const body =
      '<DocIssuance_IssueTicket xmlns="http://xml.amadeus.com/TTKTIQ_09_1_1A"><optionGroup><switches><statusDetails><indicator>ET</indicator></statusDetails></switches></optionGroup></DocIssuance_IssueTicket>';
    const { envelope } = await post(
      session("InSeries", { ...state, sequence: 2 }),
      body,
      "TTKTIQ_09_1_1A",
    );
    const reply = findAt(envelope, "Body", "DocIssuance_IssueTicketReply");
    expect(textAt(reply, "processingStatus", "statusCode")).toBe("O");
    expect((await harness.readPnr("FAM001")).documents).toHaveLength(4);
  });
});

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

describe("the sandbox's security", () => {
  const notAuthenticated = "99|Session|Not authenticated";

  test.each<[string, TokenOptions]>([
    ["a wrong password", { password: "wrong" }],
    ["an unknown office", { officeId: "NOSUCH000" }],
    ["a token six minutes old", { created: minutesAgo(6) }],
    ["a token six minutes ahead", { created: minutesAgo(-6) }],
    ["a time that is none", { created: "yesterday" }],
  ])("refuses %s", async (_, options) => {
    expect(await post(securityHeader(options), retrieval("OK0003"))).toMatchObject({
      status: 500,
      fault: notAuthenticated,
    });
  });

  test("takes a token four minutes old, and milliseconds after a colon", async () => {
    const created = minutesAgo(4).replace(".", ":");
    expect((await post(securityHeader({ created }), retrieval("OK0003"))).status).toBe(200);
  });

  test("takes a nonce once", async () => {
    const nonce = randomBytes(16);
    const first = await post(securityHeader({ nonce }), retrieval("OK0003"));
    const second = await post(securityHeader({ nonce }), retrieval("OK0003"));
    expect([first.status, second.fault]).toEqual([200, notAuthenticated]);
  });

  test("refuses a request without a header", async () => {
    expect(await post("", retrieval("OK0003"))).toMatchObject({
      fault: "12|Presentation|soap message header incorrect",
    });
  });

  test("the client says credentials_rejected to a wrong password", async () => {
    const client = harness.client({ password: "wrong", onExchange: undefined });
    expect(summarize(await issue(client, "OK0003"))).toBe("refused credentials_rejected");
    expect(await client.retrieve({ recordLocator: "OK0003" }, { signal: never })).toMatchObject({
      kind: "refused",
      reason: "credentials_rejected",
      supplierCode: "99",
    });
  });
});

describe("the client's messages", () => {
  test("carry the password once in a session, then only the session", async () => {
    const exchanges: SupplierExchange[] = [];
    const client = harness.client({ onExchange: (exchange) => exchanges.push(exchange) });
    const { recordLocator } = await harness.createPnr();
    await issue(client, recordLocator);
    const headers = exchanges.map(({ redactedRequest }) =>
      findAt(readXml(redactedRequest), "Header"),
    );
    expect(headers.map((header) => findAt(header, "Security") !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
    expect(headers.map((header) => findAt(header, "AMA_SecurityHostedUser") !== undefined)).toEqual(
      [true, false, false],
    );
    expect(
      headers.map((header) => attributeOf(findAt(header, "Session"), "TransactionStatusCode")),
    ).toEqual(["Start", "InSeries", "End"]);
    expect(headers.map((header) => textAt(header, "Session", "SequenceNumber"))).toEqual([
      undefined,
      "2",
      "3",
    ]);
    expect(headers.map((header) => textAt(header, "Action"))).toEqual([
      "http://webservices.amadeus.com/PNRRET_14_2_1A",
      "http://webservices.amadeus.com/TTKTIQ_09_1_1A",
      "http://webservices.amadeus.com/PNRRET_14_2_1A",
    ]);
    expect(new Set(headers.map((header) => textAt(header, "MessageID"))).size).toBe(3);
    expect(new Set(headers.map((header) => textAt(header, "To")))).toEqual(
      new Set([harness.sandbox.url]),
    );
  });

  test("of the same request have the same digest, whatever the header", async () => {
    const digests: string[] = [];
    const client = harness.client({
      onExchange: ({ requestDigest }) => digests.push(requestDigest),
    });
    for (const recordLocator of ["OK0004", "OK0004", "OK0005"]) {
      await client.retrieve({ recordLocator }, { signal: never });
    }
    expect(digests[0]).toMatch(/^[\da-f]{64}$/);
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2]).not.toBe(digests[0]);
  });

  test("can be built from the WSDL that the sandbox serves", async () => {
    const client = harness.client({ wsdlLocation: harness.sandbox.wsdlUrl, onExchange: undefined });
    const { recordLocator } = await harness.createPnr();
    expect(summarize(await issue(client, recordLocator))).toBe("issued");
  });
});

describe("GET /wsdl and /healthz", () => {
  test("the WSDL is one that soap reads, with the sandbox's address", async () => {
    const client = await createClientAsync(harness.sandbox.wsdlUrl, { disableCache: true });
    const { AmadeusWebServices: service } = client.describe();
    expect(Object.keys(service.AmadeusWebServicesPort)).toEqual([
      "Fare_MasterPricerTravelBoardSearch",
      "Fare_InformativePricingWithoutPNR",
      "Air_SellFromRecommendation",
      "PNR_AddMultiElements",
      "Fare_PricePNRWithBookingClass",
      "Ticket_CreateTSTFromPricing",
      "PNR_Retrieve",
      "PNR_Cancel",
      "DocIssuance_IssueTicket",
      "Ticket_CancelDocument",
      "Ticket_ProcessEDoc",
      "Ticket_InitRefund",
      "Ticket_ProcessRefund",
      "Ticket_IgnoreRefund",
      "Ticket_RepricePNRWithBookingClass",
      "Ticket_ReissueConfirmedPricing",
      "Security_SignOut",
    ]);
    expect(client.wsdl.toXML()).toContain(harness.sandbox.url);
  });

  test("says that it is well", async () => {
    const response = await fetch(new URL("/healthz", harness.sandbox.url));
    expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
  });
});
