import { ndcCredentialsSchema } from "../../../suppliers/ndc/config";
import { exchange, quoteExchange } from "../../../suppliers/ndc/exchange";
import type { NdcMessage } from "../../../suppliers/ndc/ndc-requests";
import { parseQuoteReference } from "../../../suppliers/ndc/offer-reference";
import type { Ndc } from "../../../suppliers/ndc/orders";
import { ndcSandboxCredentials } from "../../../suppliers/ndc/sandbox/default-account";
import { quoteRefund, refund } from "../../../suppliers/ndc/servicing";
import { voidDocuments } from "../../../suppliers/ndc/void";
import { readXml } from "../../../suppliers/xml/read-xml";

const never = { signal: new AbortController().signal };
const config = ndcCredentialsSchema.parse(ndcSandboxCredentials("http://127.0.0.1:1"));
const number = "9973500000001";
const asked = { recordLocator: "ORDER1", documentNumbers: [number] };

const flights = (day: string) => `
  <DatedMarketingSegmentList><DatedMarketingSegment>
    <Arrival><AircraftScheduledDateTime>${day}T22:45:00</AircraftScheduledDateTime>
      <IATA_LocationCode>DXB</IATA_LocationCode></Arrival>
    <CarrierDesigCode>BG</CarrierDesigCode>
    <DatedMarketingSegmentId>DMS1</DatedMarketingSegmentId>
    <Dep><AircraftScheduledDateTime>${day}T19:30:00</AircraftScheduledDateTime>
      <IATA_LocationCode>DAC</IATA_LocationCode></Dep>
    <MarketingCarrierFlightNumberText>147</MarketingCarrierFlightNumberText>
  </DatedMarketingSegment></DatedMarketingSegmentList>
  <PaxJourneyList><PaxJourney><PaxJourneyID>J1</PaxJourneyID>
    <PaxSegmentRefID>SEG1</PaxSegmentRefID></PaxJourney></PaxJourneyList>
  <PaxList><Pax><Individual><Surname>RAHMAN</Surname></Individual>
    <PaxID>PAX1</PaxID><PTC>ADT</PTC></Pax></PaxList>
  <PaxSegmentList><PaxSegment><DatedMarketingSegmentRefId>DMS1</DatedMarketingSegmentRefId>
    <PaxSegmentID>SEG1</PaxSegmentID></PaxSegment></PaxSegmentList>`;

const price = (base: string, tax: string, total: string, due = "") =>
  `<Price><BaseAmount CurCode="BDT">${base}</BaseAmount>${due}<TaxSummary>` +
  `<TotalTaxAmount CurCode="BDT">${tax}</TotalTaxAmount></TaxSummary>` +
  `<TotalAmount CurCode="BDT">${total}</TotalAmount></Price>`;

const order = `<Response><DataLists>${flights("2027-03-01")}</DataLists><Order>
  <OrderID>ORDER1</OrderID><OrderItem><OrderItemID>1</OrderItemID>
    ${price("40000", "6500", "46500")}<Service><OrderServiceAssociation><PaxSegmentRef>
      <PaxSegmentRefID>SEG1</PaxSegmentRefID></PaxSegmentRef></OrderServiceAssociation>
      <PaxRefID>PAX1</PaxRefID><ServiceID>SV1</ServiceID></Service>
  </OrderItem><OwnerCode>BG</OwnerCode><TotalPrice>
    <TotalAmount CurCode="BDT">46500</TotalAmount></TotalPrice></Order>
  <TicketDocInfo><IssueInfo><IssueDate>2027-01-05</IssueDate></IssueInfo>
    <PaxRefID>PAX1</PaxRefID><Ticket><Coupon><CouponNumber>1</CouponNumber>
      <CouponStatusCode>OPE</CouponStatusCode></Coupon>
      <TicketDocTypeCode>T</TicketDocTypeCode><TicketNumber>${number}</TicketNumber>
    </Ticket></TicketDocInfo></Response>`;

/** An airline that answers every reshop with this, and shows an order so. */
function answering(results: string, lists = "", shown = order) {
  const sent: string[] = [];
  const call = async ({ message, xml }: { message: NdcMessage; xml: string }) => {
    sent.push(xml);
    const reshopped = `<Response><DataLists>${lists}</DataLists><ReshopResults>${results}</ReshopResults></Response>`;
    const value = readXml(message === "OrderRetrieve" ? shown : reshopped);
    return { kind: "done", value } as const;
  };
  return { sent, ndc: { config, connection: { call, close: () => undefined } } };
}

const penalty = `<PenaltyList><Penalty><PenaltyID>P1</PenaltyID><Price>
  <TotalAmount CurCode="BDT">1500</TotalAmount></Price><TypeCode>Other</TypeCode>
  </Penalty></PenaltyList>`;
const nothing = "<NoChangeInd><NoChangeInd>true</NoChangeInd></NoChangeInd>";

const named = (content: string) => `<FareDetail><PaxRefID>PAX1</PaxRefID>${content}</FareDetail>`;
const kept = "<PenaltyRefID>P1</PenaltyRefID>";
const owed = (due: string) => `<DueByAirlineAmount CurCode="BDT">${due}</DueByAirlineAmount>`;
const owing = (due: string) => `<DueToAirlineAmount CurCode="BDT">${due}</DueToAirlineAmount>`;

function cancelled(differential: string, rest = ""): string {
  return `<ReshopOffers><Offer><DeleteOrderItem><ExistingOrderItem><OrderItemRefID>1</OrderItemRefID>
    </ExistingOrderItem><OfferItemID>Q1-1</OfferItemID>${rest}<PriceDifferential>
    <DifferentialTypeCode>Refund</DifferentialTypeCode>${differential}</PriceDifferential>
    </DeleteOrderItem><OfferID>Q1</OfferID><OwnerCode>BG</OwnerCode></Offer></ReshopOffers>`;
}

describe("a refund quote is read", () => {
  const difference = price("-40000", "-6500", "-46500", owed("45000") + owing("0"));
  const after = price("0", "0", "0");

  test.each([
    [
      "traveller by traveller, the penalty with the price",
      cancelled(
        `<DiffPrice>${named(kept + difference)}</DiffPrice><NewPrice>${named(kept + after)}</NewPrice>`,
      ),
    ],
    [
      "of the item's traveller, the penalty with the item",
      cancelled(`<DiffPrice>${difference}</DiffPrice><NewPrice>${after}</NewPrice>`, kept),
    ],
    [
      "where what is due follows from both prices",
      cancelled(
        `<DiffPrice>${price("-40000", "-6500", "-46500")}</DiffPrice><NewPrice>${after}</NewPrice>` +
          `<OldPrice>${price("40000", "6500", "46500")}</OldPrice>`,
        kept,
      ),
    ],
  ])("%s", async (...row) => {
    const [, results] = row;
    const { ndc } = answering(results, penalty);
    const quote = await quoteRefund(ndc, asked, never);
    expect(quote).toMatchObject({
      kind: "done",
      value: {
        total: { minor: 4_500_000n },
        documents: [
          {
            number,
            fare: { minor: 4_000_000n },
            taxes: [{ code: "XT", amount: { minor: 650_000n } }],
            penalty: { minor: 150_000n },
          },
        ],
      },
    });
    const reference = quote.kind === "done" ? quote.value.reference : undefined;
    expect(parseQuoteReference(reference ?? "")).toEqual({
      offerId: "Q1",
      items: [{ id: "Q1-1", paxIds: ["PAX1"] }],
    });
  });

  test.each([
    ["that does not add up", penalty, "FARE_UNBALANCED"],
    ["whose penalty is not listed", "", "PNR_INVALID"],
  ])("and refused %s", async (...row) => {
    const [, lists, supplierCode] = row;
    const unbalanced = price("-40000", "-6500", "-46500", owed("46500"));
    const results = cancelled(
      `<DiffPrice>${named(kept + unbalanced)}</DiffPrice><NewPrice>${named(after)}</NewPrice>`,
    );
    const { ndc } = answering(results, lists);
    expect(await quoteRefund(ndc, asked, never)).toMatchObject({ kind: "refused", supplierCode });
  });

  test("where the airline offers nothing, as a refusal", async () => {
    const { ndc } = answering(nothing);
    expect(await quoteRefund(ndc, asked, never)).toMatchObject({ reason: "not_refundable" });
  });
});

function exchanged(due: string, { type = "AddCol", offer = "Offer", pax = "PAX1" } = {}): string {
  return `<${offer}><AddedOfferItem><OfferItemID>X1-1</OfferItemID><ReshopPrice><PriceDifferential>
    <DifferentialTypeCode>${type}</DifferentialTypeCode>
    <DiffPrice>${price("3500", "0", "3500", due)}</DiffPrice>
    <NewPrice>${price("43500", "6500", "50000")}</NewPrice>
    <OldPrice>${price("40000", "6500", "46500")}</OldPrice></PriceDifferential></ReshopPrice>
    <Service><OfferServiceAssociation><PaxJourneyRef><PaxJourneyRefID>J1</PaxJourneyRefID>
    </PaxJourneyRef></OfferServiceAssociation><PaxRefID>${pax}</PaxRefID></Service></AddedOfferItem>
    <OfferID>X1</OfferID><OwnerCode>BG</OwnerCode></${offer}>`;
}

describe("an exchange quote", () => {
  const dear = owing("3500");

  test("asks for the journey and names the items that go, in one reshop", async () => {
    const { ndc, sent } = answering(
      `<ReshopOffers>${exchanged(dear, { offer: "RequotedOffer" })}</ReshopOffers>`,
      flights("2027-03-01"),
    );
    expect(await quoteExchange(ndc, asked, never)).toMatchObject({
      kind: "done",
      value: { newTotal: { minor: 5_000_000n }, penalty: { minor: 0n }, due: { minor: 350_000n } },
    });
    const reshop = sent.at(-1) ?? "";
    expect(reshop.replaceAll(/<\/?(\w+:)?/g, "<")).toContain("<Date>2027-03-01<Date>");
    expect(reshop.indexOf("<AddOfferItems>")).toBeLessThan(reshop.indexOf("<DeleteOrderItem>"));
  });

  test.each([
    ["of other flights", exchanged(dear), "2027-03-02", { reason: "not_exchangeable" }],
    [
      "of other travellers",
      exchanged(dear, { pax: "PAX2" }),
      "2027-03-01",
      { supplierCode: "PNR_INVALID" },
    ],
    [
      "that does not add up",
      exchanged(owing("3000")),
      "2027-03-01",
      { supplierCode: "FARE_UNBALANCED" },
    ],
    [
      "that keeps what it owes",
      exchanged(dear, { type: "Reusable" }),
      "2027-03-01",
      { reason: "not_supported" },
    ],
  ])("%s is refused", async (...row) => {
    const [, offer, day, refusal] = row;
    const { ndc } = answering(`<ReshopOffers>${offer}</ReshopOffers>`, flights(day));
    const answer = await quoteExchange(ndc, asked, never);
    expect(answer).toMatchObject({ kind: "refused", ...refusal });
  });

  test("where the airline offers nothing is refused", async () => {
    const { ndc } = answering(nothing);
    expect(await quoteExchange(ndc, asked, never)).toMatchObject({ reason: "not_exchangeable" });
  });
});

describe("an order that is closed and shows no documents", () => {
  const closed = order
    .replace(/<TicketDocInfo>.*<\/TicketDocInfo>/s, "")
    .replace(
      "<OwnerCode>BG</OwnerCode>",
      "<OwnerCode>BG</OwnerCode><StatusCode>CLOSED</StatusCode>",
    );
  const none = { currency: "BDT", minor: 0n };
  const refundQuote = {
    documents: [{ number, fare: none, taxes: [], penalty: none, total: none }],
    total: none,
  };
  const exchangeQuote = { documentNumbers: [number], newTotal: none, penalty: none, due: none };

  test.each([
    ["voided", async (ndc: Ndc) => voidDocuments(ndc, asked, never)],
    [
      "refunded",
      async (ndc: Ndc) => refund(ndc, { ...asked, quote: refundQuote, idempotencyKey: "r" }, never),
    ],
    [
      "exchanged",
      async (ndc: Ndc) =>
        exchange(ndc, { ...asked, quote: exchangeQuote, idempotencyKey: "e" }, never),
    ],
  ])("tells nobody whether they are %s, and is asked for nothing", async (...row) => {
    const [, act] = row;
    const { ndc, sent } = answering(nothing, "", closed);
    const untold = { kind: "refused", reason: "rejected", isAboutEarlier: true };
    expect(await act(ndc)).toMatchObject(untold);
    expect(sent).toHaveLength(1);
  });
});
