import type { SupplierExchange } from "../../../suppliers/http/supplier-exchange";
import { type Harness, issue, never, silenceMs, startHarness, summarize } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const pan = "4111111111111111";
const passport = "A01234567";

describe("what leaves the client", () => {
  test("has no card number, expiry, approval, passport, password, nonce or token in it", async () => {
    const exchanges: SupplierExchange[] = [];
    const client = harness.client({ onExchange: (exchange) => exchanges.push(exchange) });
    const template = await harness.control<{ fares: object[]; passengers: object[] }>(
      "GET",
      `/pnrs/${(await harness.createPnr({ template: "card" })).recordLocator}`,
    );
    const { recordLocator } = await harness.createPnr({
      template: "card",
      pnr: {
        passengers: [{ ...template.passengers[0], passport }],
        fares: [{ ...template.fares[0], formOfPayment: `CCVI${pan}/0129*CV/A116158` }],
      },
    });
    const seen: unknown[] = [await client.retrieve({ recordLocator }, { signal: never })];
    seen.push(await issue(client, recordLocator));
    expect(summarize(seen[1] as never)).toBe("issued");
    const number = (await harness.readPnr(recordLocator)).documents[0]?.number ?? "";
    seen.push(await client.voidDocuments({ documentNumbers: [number] }, { signal: never }));
    seen.push(exchanges);
    const text = JSON.stringify(seen, (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(exchanges.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      "PNR_Retrieve reply",
      "PNR_Retrieve reply",
      "DocIssuance_IssueTicket reply",
      "PNR_Retrieve reply",
      "Ticket_CancelDocument reply",
    ]);
    for (const secret of [pan, "A116158", passport, "sandbox-2100"]) {
      expect(text).not.toContain(secret);
    }
    // The card's expiry, and not four digits of a time or a digest.
    expect(text).not.toMatch(/(?<![\da-f.])0129(?![\da-f])/i);
    expect(text).not.toMatch(/(?:Nonce|Password|SecurityToken)[^>]*>(?!\*\*\*|<)[^<]/);
    expect(text).toContain("CCVI***1111");
    expect(text).toContain(number);
  });

  test("has no card number in it where a fault or an error quotes one", async () => {
    const { recordLocator } = await harness.createPnr();
    await harness.fault({
      recordLocator,
      operation: "PNR_Retrieve",
      times: 1,
      behaviour: { kind: "soapFault", faultString: `1|Application|CARD ${pan} DECLINED` },
    });
    await harness.fault({
      recordLocator,
      operation: "DocIssuance_IssueTicket",
      times: 1,
      behaviour: { kind: "reject", errorCode: "7", errorText: `CCVI${pan}/0129 DECLINED` },
    });
    const client = harness.client();
    const outcomes = [await issue(client, recordLocator), await issue(client, recordLocator)];
    expect(outcomes.map(summarize)).toEqual(["refused rejected", "refused rejected"]);
    expect(JSON.stringify(outcomes)).not.toContain(pan);
  });

  test("is not lost where the log fails", async () => {
    const { recordLocator } = await harness.createPnr();
    const client = harness.client({
      onExchange: () => {
        throw new Error("the log is full");
      },
    });
    expect(summarize(await issue(client, recordLocator))).toBe("issued");
  });

  test("tells how each call ended", async () => {
    const outcomes: string[] = [];
    const client = harness.client({
      timeoutMs: silenceMs,
      onExchange: ({ outcome }) => outcomes.push(outcome),
    });
    await client.retrieve({ recordLocator: "NF0001" }, { signal: never });
    await harness.fault({ recordLocator: "OK0001", times: 1, behaviour: { kind: "hang" } });
    await client.retrieve({ recordLocator: "OK0001" }, { signal: never });
    await client.retrieve({ recordLocator: "OK0001" }, { signal: AbortSignal.abort() });
    expect(outcomes).toEqual(["fault", "noAnswer", "notSent"]);
  });
});
