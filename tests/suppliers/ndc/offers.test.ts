import type { HoldRequest, Offer, OfferSearch } from "../../../suppliers/air-operations";
import type { SupplierExchange } from "../../../suppliers/http/supplier-exchange";
import { createNdcClient } from "../../../suppliers/ndc/client";
import { ndcCredentialsSchema, type NdcCredentialsInput } from "../../../suppliers/ndc/config";
import { readOrder, toReservation } from "../../../suppliers/ndc/read-order";
import { startNdcSandbox } from "../../../suppliers/ndc/sandbox";
import { ndcSandboxCredentials } from "../../../suppliers/ndc/sandbox/default-account";
import type { CallOptions } from "../../../suppliers/port";
import { findChild, readXml } from "../../../suppliers/xml/read-xml";
import { type RestHarness, startRestHarness } from "../rest-harness";

const never: CallOptions = { signal: new AbortController().signal };
let harness: RestHarness;
beforeAll(async () => {
  harness = await startRestHarness(startNdcSandbox);
});
afterEach(() => harness.control("DELETE", "/faults"));
afterAll(() => harness.stop());

function open(
  overrides: Partial<NdcCredentialsInput> = {},
  onExchange?: (exchange: SupplierExchange) => void,
) {
  const credentials = ndcCredentialsSchema.parse({
    ...ndcSandboxCredentials(harness.sandbox.url),
    ...overrides,
  });
  return harness.track(createNdcClient({ ...credentials, onExchange }));
}

const family: OfferSearch = {
  legs: [
    { origin: "DAC", destination: "DXB", departsOn: "2027-02-03" },
    { origin: "DXB", destination: "DAC", departsOn: "2027-02-10" },
  ],
  passengers: [
    { type: "ADT", count: 2 },
    { type: "INF", count: 1 },
  ],
};

async function findOffer(): Promise<Offer> {
  const found = await open().searchOffers(family, never);
  const [offer] = found.kind === "done" ? found.value : [];
  if (offer === undefined) throw new Error(JSON.stringify(found));
  return offer;
}

function holdOf({ reference, total }: Offer, idempotencyKey: string): HoldRequest {
  return {
    offerReference: reference,
    total,
    idempotencyKey,
    passengers: [
      { type: "INF", surname: "RAHMAN", givenNames: "RAFI", dateOfBirthOn: "2026-04-02" },
      { type: "ADT", surname: "RAHMAN", givenNames: "AYESHA" },
      { type: "ADT", surname: "RAHMAN", givenNames: "TANVIR" },
    ],
    contact: { email: "ayesha@example.com", phone: "+880 171 000" },
  };
}

const countOf = async (operation: string): Promise<number> =>
  (await harness.journal()).filter((line) => line.operation === operation).length;

const refuses = (operation: string, code: string) =>
  harness.addFault({ operation, times: 1, behaviour: { kind: "refuse", code } });

describe("offers of an airline", () => {
  test("have a fare for each type of traveller, and the sum of the taxes", async () => {
    const offer = await findOffer();
    expect(offer.flights.map(({ originAirport }) => originAirport)).toEqual(["DAC", "DXB"]);
    expect(offer.fares).toMatchObject([
      { passengerType: "ADT", count: 2, fare: { taxes: [{ code: "XT" }] } },
      { passengerType: "INF", count: 1, fare: { taxes: [] } },
    ]);
    const priced = await open().priceOffer({ offerReference: offer.reference }, never);
    expect(priced).toMatchObject({
      kind: "done",
      value: { total: offer.total, fares: [{ fare: { taxes: [{ code: "BD" }, {}, {}] } }, {}] },
    });
  });

  test("are none where the airline says so, and over where it does not know them", async () => {
    await refuses("AirShopping", "496");
    expect(await open().searchOffers(family, never)).toEqual({ kind: "done", value: [] });
    await refuses("OfferPrice", "913");
    const { reference: offerReference } = await findOffer();
    const over = { kind: "refused", reason: "offer_expired" };
    expect(await open().priceOffer({ offerReference }, never)).toMatchObject(over);
    const alien = await open().priceOffer({ offerReference: "off_1" }, never);
    expect(alien).toMatchObject(over);
  });
});

describe("an order that is held", () => {
  test("names each traveller by the offer's places, an infant with an adult", async () => {
    const sent: string[] = [];
    const client = open({}, ({ operation, redactedRequest }) => {
      if (operation === "OrderCreate") sent.push(redactedRequest);
    });
    const held = await client.createHold(holdOf(await findOffer(), "key-of-family"), never);
    expect(held).toMatchObject({
      kind: "done",
      value: { status: "active", ticketingDeadlineAt: expect.any(String), documents: [] },
    });
    const people = held.kind === "done" ? held.value.passengers : [];
    expect(people.map(({ reference, givenNames }) => [reference, givenNames])).toEqual([
      ["ADT1", "AYESHA"],
      ["ADT2", "TANVIR"],
      ["INF1", "RAFI"],
    ]);
    const [xml = ""] = sent;
    expect(xml).toContain("<PaxID>ADT1</PaxID><PaxRefID>INF1</PaxRefID><PTC>ADT</PTC>");
    expect(xml).toContain("<BookingID>key-of-family</BookingID>");
    expect(xml).not.toContain("PaymentFunctions");
    expect(readXml(xml).name).toBe("IATA_OrderCreateRQ");
  });

  test("is looked for before it is created, or not created again where it cannot be", async () => {
    const request = holdOf(await findOffer(), "key-of-two");
    const before = await countOf("OrderCreate");
    const first = await open().createHold(request, never);
    expect(await open().createHold(request, { ...never, mayHaveActed: true })).toEqual(first);
    const forgetful = open({ findsOrdersBy: undefined });
    const unsure = await forgetful.createHold(request, { ...never, mayHaveActed: true });
    expect(unsure).toMatchObject({ kind: "refused", isAboutEarlier: true });
    expect(await countOf("OrderCreate")).toBe(before + 1);
  });

  test("may be there or not where the airline's system has failed, not where it refuses", async () => {
    const request = holdOf(await findOffer(), "key-of-fault");
    await refuses("OfferPrice", "911");
    expect((await open().createHold(request, never)).kind).toBe("notDone");
    await refuses("OrderCreate", "911");
    expect((await open().createHold(request, never)).kind).toBe("unknown");
    await refuses("OrderRetrieve:BookingRef", "913");
    await refuses("OrderCreate", "913");
    expect(await open().createHold(request, never)).toMatchObject({ reason: "offer_expired" });
    await refuses("OrderRetrieve:BookingRef", "368");
    const untold = await open().createHold(request, never);
    expect(untold).toMatchObject({ kind: "refused", isAboutEarlier: true });
  });
});

test("an order is read as 21.3 lays it out: a price for each item, bags beside the flights", () => {
  const amount = (name: string, value: string) => `<${name} CurCode="GBP">${value}</${name}>`;
  const service = (id: string, association: string) =>
    `<Service><OrderServiceAssociation>${association}</OrderServiceAssociation><PaxRefID>ADT1</PaxRefID><ServiceID>${id}</ServiceID></Service>`;
  const response = `<Response><DataLists>
    <DatedMarketingSegmentList><DatedMarketingSegment>
      <Arrival><AircraftScheduledDateTime>2027-02-03T23:55:00</AircraftScheduledDateTime><IATA_LocationCode>DEL</IATA_LocationCode></Arrival>
      <CarrierDesigCode>VS</CarrierDesigCode><DatedMarketingSegmentId>D1</DatedMarketingSegmentId>
      <Dep><AircraftScheduledDateTime>2027-02-03T10:30:00</AircraftScheduledDateTime><IATA_LocationCode>LHR</IATA_LocationCode></Dep>
      <MarketingCarrierFlightNumberText>302</MarketingCarrierFlightNumberText>
    </DatedMarketingSegment></DatedMarketingSegmentList>
    <PaxList><Pax><Individual><GivenName>AYESHA</GivenName><Surname>RAHMAN</Surname></Individual><PaxID>ADT1</PaxID><PTC>ADT</PTC></Pax></PaxList>
    <PaxSegmentList><PaxSegment><DatedMarketingSegmentRefId>D1</DatedMarketingSegmentRefId><MarketingCarrierRBD_Code>Y</MarketingCarrierRBD_Code><PaxSegmentID>S1</PaxSegmentID></PaxSegment></PaxSegmentList>
    </DataLists><Order><OrderID>VS9</OrderID><OrderItem><OrderItemID>VS9-1</OrderItemID>
    <PaymentTimeLimitDateTime>2027-01-14T23:59:00Z</PaymentTimeLimitDateTime>
    <Price>${amount("BaseAmount", "312.00")}<TaxSummary><Tax>${amount("Amount", "87.00")}<TaxCode>GB</TaxCode></Tax></TaxSummary>${amount("TotalAmount", "399.00")}</Price>
    ${service("SV1", "<PaxSegmentRef><PaxSegmentRefID>S1</PaxSegmentRefID></PaxSegmentRef>")}
    ${service("SV2", "<ServiceDefinitionRef><ServiceDefinitionRefID>BAG</ServiceDefinitionRefID></ServiceDefinitionRef>")}
    </OrderItem><OwnerCode>VS</OwnerCode><TotalPrice>${amount("TotalAmount", "399.00")}</TotalPrice></Order></Response>`;
  const read = findChild(readXml(`<IATA_OrderViewRS>${response}</IATA_OrderViewRS>`), "Response");
  if (read === undefined) throw new Error("no response");
  const order = readOrder(read);
  expect(order.items[0]?.services).toEqual([{ id: "SV1", passengerReference: "ADT1" }]);
  const reservation = toReservation(order);
  expect(reservation).toMatchObject({
    ticketingDeadlineAt: "2027-01-14T23:59:00Z",
    segments: [{ carrierCode: "VS", flightNumber: "302", bookingClass: "Y" }],
    fares: [{ fare: { base: { minor: 31_200n }, taxes: [{ code: "GB" }] } }],
  });
  expect(reservation.fares[0]).not.toHaveProperty("service");
});
