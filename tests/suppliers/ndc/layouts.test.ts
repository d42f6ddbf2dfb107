import type { SupplierExchange } from "../../../suppliers/http/supplier-exchange";
import { createNdcClient } from "../../../suppliers/ndc/client";
import { ndcCredentialsSchema } from "../../../suppliers/ndc/config";
import { startNdcSandbox } from "../../../suppliers/ndc/sandbox";
import { findMisplaced } from "../../../suppliers/ndc/sandbox/check-layout";
import {
  defaultAccount,
  ndcSandboxCredentials,
} from "../../../suppliers/ndc/sandbox/default-account";
import { requestLayoutOf } from "../../../suppliers/ndc/sandbox/request-layouts";
import type { AirSupplier } from "../../../suppliers/port";
import { readXml } from "../../../suppliers/xml/read-xml";
import { proceed } from "../contract/contract-harness";
import { type RestHarness, startRestHarness } from "../rest-harness";
import { answerLayoutOf } from "./answer-layouts";

const never = { signal: new AbortController().signal };
const exchanges: SupplierExchange[] = [];
let harness: RestHarness;
let client: AirSupplier;
beforeAll(async () => {
  harness = await startRestHarness(startNdcSandbox);
  const credentials = ndcCredentialsSchema.parse({
    ...ndcSandboxCredentials(harness.sandbox.url),
    documentReadDelayMs: 5,
    quotesExchangesBy: "OrderQuote",
  });
  client = harness.track(
    createNdcClient({ ...credentials, onExchange: (exchange) => exchanges.push(exchange) }),
  );
});
afterAll(() => harness.stop());

/** Whatever was sent and answered since the last time. */
function misplacedSince(): string[] {
  return exchanges.splice(0).flatMap(({ operation, redactedRequest, redactedResponse = "" }) => {
    const answered = answerLayoutOf(operation);
    const asked = findMisplaced(readXml(redactedRequest), requestLayoutOf(operation));
    const answer = answered && findMisplaced(readXml(redactedResponse), answered);
    return [asked, answer].flatMap((wrong) =>
      wrong === undefined ? [] : [`${operation}: ${wrong}`],
    );
  });
}

async function ticketed(content: object = {}) {
  const { id: recordLocator, fares } = await harness.createOrder(content);
  const fareReferences = fares.map(({ reference }) => reference);
  const request = { recordLocator, fareReferences, idempotencyKey: "k" };
  expect((await client.issue(request, proceed, never)).kind).toBe("done");
  const { documents } = await harness.readOrder(recordLocator);
  return { recordLocator, fares, documentNumbers: documents.map(({ number }) => number) };
}

describe("messages are laid out as the schema of 21.3 has them", () => {
  test("of an offer that is held, and let go of", async () => {
    const legs = [{ origin: "DAC", destination: "DXB", departsOn: "2027-03-01" }];
    const passengers = [{ type: "ADT", count: 1 }] as const;
    const found = await client.searchOffers({ legs, passengers }, never);
    const [offer] = found.kind === "done" ? found.value : [];
    const held = await client.createHold(
      {
        offerReference: offer?.reference ?? "",
        total: offer?.total ?? { currency: "BDT", minor: 0n },
        passengers: [{ type: "ADT", surname: "RAHMAN", givenNames: "ABDUL MR" }],
        contact: { email: "someone@example.com", phone: "+8801700000000" },
        idempotencyKey: "hold-1",
      },
      never,
    );
    const { recordLocator } = held.kind === "done" ? held.value : { recordLocator: "" };
    const gone = await client.cancelOrder({ recordLocator, idempotencyKey: "c" }, never);
    expect(gone).toMatchObject({ kind: "done", value: { status: "cancelled", segments: [] } });
    expect(misplacedSince()).toEqual([]);
  });

  test.each([undefined, "emd"] as const)(
    "of an exchange that leaves value (%s)",
    async (residual) => {
      const { recordLocator, fares, documentNumbers } = await ticketed();
      await harness.control("PATCH", `/orders/${recordLocator}`, {
        fares: fares.map((fare) => ({ ...fare, base: "30000.00" })),
      });
      const asked = { recordLocator, documentNumbers, ...(residual && { residual }) };
      const quoted = await client.quoteExchange(asked, never);
      if (quoted.kind !== "done") throw new Error(JSON.stringify(quoted));
      const act = { recordLocator, quote: quoted.value, idempotencyKey: "e" };
      expect(exchanges.at(-1)?.operation).toBe("OrderQuote");
      expect((await client.exchange(act, never)).kind).toBe("done");
      expect(misplacedSince()).toEqual([]);
    },
  );

  test("of a refund of an order with a service, and of a quote that is refused", async () => {
    const [fare] = (await harness.createOrder()).fares;
    const seat = { ...fare, reference: "2", documentType: "emd", fareBasis: "SEAT12A", taxes: [] };
    const { recordLocator, documentNumbers } = await ticketed({ fares: [fare, seat] });
    const quoted = await client.quoteRefund({ recordLocator, documentNumbers }, never);
    if (quoted.kind !== "done") throw new Error(JSON.stringify(quoted));
    const act = { recordLocator, quote: quoted.value, idempotencyKey: "r" };
    expect((await client.refund(act, never)).kind).toBe("done");
    const again = await client.refund({ ...act, idempotencyKey: "s" }, never);
    expect(again).toMatchObject({ value: { kind: "alreadyRefunded" } });
    expect((await client.retrieve({ recordLocator: "NOSUCH" }, never)).kind).toBe("refused");
    expect(misplacedSince()).toEqual([]);
  });
});

describe("the sandbox refuses a reshop", () => {
  const chain =
    "<DistributionChain><DistributionChainLink><Ordinal>1</Ordinal><OrgRole>Seller</OrgRole>" +
    "<ParticipatingOrg><Name>A</Name><OrgID>1</OrgID></ParticipatingOrg></DistributionChainLink>" +
    "</DistributionChain>";

  async function ask(request: string): Promise<string> {
    const response = await fetch(`${harness.sandbox.url}/OrderReshop`, {
      method: "POST",
      headers: { "Ocp-Apim-Subscription-Key": defaultAccount.key },
      body: `<IATA_OrderReshopRQ>${chain}<Request>${request}</Request></IATA_OrderReshopRQ>`,
    });
    return response.text();
  }

  const order = "<Order><OrderID>A</OrderID><OwnerCode>BG</OwnerCode></Order>";
  const update = "<CancelOrder><OrderRefID>A</OrderRefID></CancelOrder>";
  const items = "<DeleteOrderItem><OrderItemRefID>1</OrderItemRefID></DeleteOrderItem>";
  const cancel = "<CancelOrderRef><OrderRefID>A</OrderRefID></CancelOrderRef>";
  test.each([
    ["as it was before", `${order}<UpdateOrder>${update}</UpdateOrder>`, "wants OrderRefID"],
    [
      "out of its order",
      `<UpdateOrder>${cancel}</UpdateOrder><OrderRefID>A</OrderRefID>`,
      "wants OrderRefID",
    ],
    [
      "without the choice of what is reshopped",
      `<OrderRefID>A</OrderRefID><UpdateOrder><ReshopOrder><ServiceOrder>${items}</ServiceOrder></ReshopOrder></UpdateOrder>`,
      "wants ReshopOrderChoice",
    ],
    [
      "of two kinds at once",
      `<OrderRefID>A</OrderRefID><UpdateOrder>${cancel}${cancel}</UpdateOrder>`,
      "wants one of CancelOrderRef, ReshopOrder",
    ],
    [
      "with an element that is not known",
      `<OrderRefID>A</OrderRefID><UpdateOrder>${cancel}</UpdateOrder><Penalty>1</Penalty>`,
      "has no place for Penalty",
    ],
  ])("%s", async (...row) => {
    const [, request, wrong] = row;
    const answer = await ask(request);
    expect(answer).toContain("<Code>914</Code>");
    expect(answer).toContain(wrong);
  });
});
