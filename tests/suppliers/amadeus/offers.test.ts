import type { HoldRequest, Offer, OfferSearch } from "../../../suppliers/air-operations";
import { toHoldReference } from "../../../suppliers/amadeus/hold/hold-reference";
import type { JournalEntry } from "../../../suppliers/amadeus/sandbox/state";
import type { AirSupplier } from "../../../suppliers/port";
import { type Harness, never, startHarness } from "./harness";

let harness: Harness;
let client: AirSupplier;
let serial = 0;

beforeAll(async () => {
  harness = await startHarness();
  client = harness.client();
});

afterAll(() => harness.stop());

const options = { signal: never };
/** Of an act that was asked for before, and whose answer was lost. */
const again = { ...options, mayHaveActed: true };
const family: OfferSearch["passengers"] = [
  { type: "ADT", count: 2 },
  { type: "CHD", count: 1 },
  { type: "INF", count: 1 },
];

/** A journey of this test's own. */
function nextSearch(passengers: OfferSearch["passengers"] = [{ type: "ADT", count: 1 }]) {
  serial += 1;
  const departsOn = new Date(Date.UTC(2027, 2, serial)).toISOString().slice(0, 10);
  return { legs: [{ origin: "DAC", destination: "DXB", departsOn }], passengers };
}

async function findOffer(search: OfferSearch = nextSearch()): Promise<Offer> {
  const outcome = await client.searchOffers(search, options);
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  const [offer] = outcome.value;
  if (offer === undefined) throw new Error("nothing is offered");
  return offer;
}

const rahman = { type: "ADT", surname: "Rahman", givenNames: "Ayesha" } as const;

function holdOf(offer: Offer, request: Partial<HoldRequest> = {}): HoldRequest {
  serial += 1;
  return {
    offerReference: offer.reference,
    total: offer.total,
    passengers: [rahman],
    contact: { email: "ayesha@example.com" },
    idempotencyKey: `hold:bk_${process.pid}${serial}`,
    ...request,
  };
}

async function pnrsOf({
  idempotencyKey,
}: HoldRequest): Promise<readonly { recordLocator: string }[]> {
  const reference = encodeURIComponent(toHoldReference(idempotencyKey));
  const path = `/references/${reference}`;
  return (await harness.control<{ pnrs: readonly { recordLocator: string }[] }>("GET", path)).pnrs;
}

async function journalAbout(subject: string): Promise<readonly JournalEntry[]> {
  const path = `/journal?subject=${encodeURIComponent(subject)}`;
  return (await harness.control<{ entries: readonly JournalEntry[] }>("GET", path)).entries;
}

describe("searchOffers", () => {
  test("reads flights, classes and fares of each type, out and back", async () => {
    const search = {
      legs: [
        { origin: "DAC", destination: "DXB", departsOn: "2027-01-05" },
        { origin: "DXB", destination: "DAC", departsOn: "2027-01-12" },
      ],
      passengers: family,
    };
    const outcome = await client.searchOffers(search, options);
    if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
    expect(outcome.value.map(({ validatingCarrier }) => validatingCarrier)).toEqual(["BG", "EK"]);
    const [offer] = outcome.value;
    expect(offer?.flights).toEqual([
      {
        carrierCode: "BG",
        flightNumber: "147",
        bookingClass: "Y",
        originAirport: "DAC",
        destinationAirport: "DXB",
        departsLocal: "2027-01-05T10:10",
        arrivesLocal: "2027-01-05T13:35",
      },
      expect.objectContaining({ flightNumber: "148", departsLocal: "2027-01-12T10:10" }),
    ]);
    // Two flights at 40,000.00, and taxes of 9,650.00 for all but the infant.
    expect(
      offer?.fares.map(({ passengerType, count, fare }) => [
        passengerType,
        count,
        fare.total.minor,
      ]),
    ).toEqual([
      ["ADT", 2, 8_965_000n],
      ["CHD", 1, 6_965_000n],
      ["INF", 1, 800_000n],
    ]);
    expect(offer?.fares[0]?.fare.taxes).toEqual([
      { code: "XT", amount: { currency: "BDT", minor: 965_000n } },
    ]);
    expect(offer?.total.minor).toBe(25_695_000n);
  });

  test("finds nothing where Amadeus finds nothing, and passes on another error", async () => {
    const [nothing, past] = [nextSearch(), nextSearch()];
    const errors = [
      [nothing, "931", "NO ITINERARY FOUND FOR REQUESTED SEGMENT 1"],
      [past, "920", "Past date/time not allowed"],
    ] as const;
    for (const [search, errorCode, errorText] of errors) {
      await harness.control("POST", "/faults", {
        operation: "Fare_MasterPricerTravelBoardSearch",
        subject: `DAC-DXB-${search.legs[0]?.departsOn}`,
        behaviour: { kind: "reject", errorCode, errorText },
      });
    }
    expect(await client.searchOffers(nothing, options)).toEqual({ kind: "done", value: [] });
    expect(await client.searchOffers(past, options)).toMatchObject({
      kind: "refused",
      reason: "rejected",
      supplierCode: "920",
    });
  });
});

describe("priceOffer", () => {
  test("says tax by tax what the flights cost now", async () => {
    const offer = await findOffer(nextSearch(family));
    const outcome = await client.priceOffer({ offerReference: offer.reference }, options);
    if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
    expect(outcome.value.total).toEqual(offer.total);
    expect(outcome.value.reference).toBe(offer.reference);
    expect(outcome.value.fares[0]?.fare.taxes.map(({ code }) => code)).toEqual([
      "BD",
      "UT",
      "OW",
      "E5",
      "YQ",
    ]);
  });

  test("knows no offer of somebody else", async () => {
    expect(await client.priceOffer({ offerReference: "off_1" }, options)).toMatchObject({
      kind: "refused",
      reason: "offer_expired",
    });
  });
});

describe("createHold", () => {
  test("makes a PNR of the offer in one conversation, at its price, until its last day", async () => {
    const offer = await findOffer(nextSearch(family));
    const request = holdOf(offer, {
      passengers: [
        { type: "CHD", surname: "Rahman", givenNames: "Raisa", dateOfBirthOn: "2018-03-09" },
        { type: "INF", surname: "Akter", givenNames: "Sami", dateOfBirthOn: "2026-01-12" },
        rahman,
        { type: "ADT", surname: "Akter", givenNames: "Nusrat" },
      ],
      contact: { email: "ayesha@example.com", phone: "+8801711000000" },
    });
    const outcome = await client.createHold(request, { ...options, mayHaveActed: false });
    if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
    const { recordLocator, passengers, fares, ticketingDeadlineAt } = outcome.value;
    expect(
      passengers.map(({ type, surname, givenNames, dateOfBirthOn }) => [
        type,
        surname,
        givenNames,
        dateOfBirthOn,
      ]),
    ).toEqual([
      ["ADT", "RAHMAN", "AYESHA", undefined],
      ["INF", "AKTER", "SAMI", "2026-01-12"],
      ["ADT", "AKTER", "NUSRAT", undefined],
      ["CHD", "RAHMAN", "RAISA", "2018-03-09"],
    ]);
    const total = fares.reduce(
      (sum, { fare, passengerReferences }) =>
        sum + fare.total.minor * BigInt(passengerReferences.length),
      0n,
    );
    expect(total).toBe(offer.total.minor);
    // 23:59 at the office, which is six hours ahead.
    expect(ticketingDeadlineAt).toMatch(/T17:59:00/);
    const journal = await journalAbout(toHoldReference(request.idempotencyKey));
    expect(journal.map(({ operation, step }) => `${operation} ${step}`)).toEqual([
      "PNR_AddMultiElements InSeries",
      "Fare_PricePNRWithBookingClass InSeries",
      "Ticket_CreateTSTFromPricing InSeries",
      "PNR_AddMultiElements:End End",
    ]);
    expect(await pnrsOf(request)).toMatchObject([{ recordLocator }]);
  });

  test("holds nothing at another price, and frees the seats", async () => {
    const offer = await findOffer();
    const dearer = holdOf(offer, { passengers: [{ ...rahman, surname: "DEARER" }] });
    expect(await client.createHold(dearer, options)).toMatchObject({
      kind: "refused",
      reason: "price_changed",
    });
    const journal = await journalAbout(toHoldReference(dearer.idempotencyKey));
    expect(journal.at(-1)).toMatchObject({ operation: "PNR_AddMultiElements:Ignore", step: "End" });
    expect(await pnrsOf(dearer)).toEqual([]);
  });

  test("says that the offer is over where the seats are gone", async () => {
    const offer = await findOffer();
    const departsOn = offer.flights[0]?.departsLocal.slice(0, 10);
    await harness.control("PUT", "/seats", { flight: "BG147", departsOn, seats: 1 });
    const [first, second] = [holdOf(offer), holdOf(offer)];
    expect((await client.createHold(first, options)).kind).toBe("done");
    expect(await client.createHold(second, options)).toMatchObject({
      kind: "refused",
      reason: "offer_expired",
      supplierCode: "288",
    });
    expect(await pnrsOf(second)).toEqual([]);
  });

  test("refuses an infant without a lap before anything is asked", async () => {
    const offer = await findOffer();
    const passengers = [{ ...rahman, type: "INF" as const }];
    expect(await client.createHold(holdOf(offer, { passengers }), options)).toMatchObject({
      kind: "refused",
      reason: "reservation_invalid",
    });
  });

  test("finds its PNR again among others of the name, and makes no second", async () => {
    const offer = await findOffer();
    const requests = [holdOf(offer), holdOf(offer), holdOf(offer)];
    for (const request of requests) {
      expect((await client.createHold(request, options)).kind).toBe("done");
    }
    for (const request of requests) {
      const [pnr] = await pnrsOf(request);
      expect(await client.createHold(request, again)).toMatchObject({
        kind: "done",
        value: { recordLocator: pnr?.recordLocator },
      });
      expect(await pnrsOf(request)).toHaveLength(1);
    }
  });

  test("does not act again where Amadeus refuses to say what came of it", async () => {
    const offer = await findOffer();
    const request = holdOf(offer);
    const departsOn = offer.flights[0]?.departsLocal.slice(0, 10);
    await harness.control("POST", "/faults", {
      operation: "PNR_Retrieve:Name",
      subject: `RAHMAN-${departsOn}`,
      behaviour: { kind: "reject", errorCode: "284", errorText: "RESTRICTED" },
    });
    expect(await client.createHold(request, again)).toMatchObject({
      kind: "refused",
      isAboutEarlier: true,
      supplierCode: "284",
    });
    expect(await pnrsOf(request)).toEqual([]);
  });

  test("takes no step further once one has no answer, and nothing is held", async () => {
    const steps = [
      "Air_SellFromRecommendation",
      "PNR_AddMultiElements",
      "Fare_PricePNRWithBookingClass",
      "Ticket_CreateTSTFromPricing",
    ];
    for (const operation of steps) {
      const offer = await findOffer();
      const departsOn = offer.flights[0]?.departsLocal.slice(0, 10);
      const request = holdOf(offer);
      const fault = (behaviour: object) =>
        harness.control("POST", "/faults", {
          operation,
          subject: `DAC-DXB-${departsOn}`,
          times: 1,
          behaviour,
        });
      await fault({ kind: "resetAfterWork" });
      expect([operation, (await client.createHold(request, options)).kind]).toEqual([
        operation,
        "notDone",
      ]);
      await fault({ kind: "reject", errorCode: "390", errorText: "UNABLE TO REFORMAT" });
      expect(await client.createHold(request, options)).toMatchObject({
        kind: "refused",
        supplierCode: "390",
      });
      expect([operation, await pnrsOf(request)]).toEqual([operation, []]);
      expect((await client.createHold(request, options)).kind).toBe("done");
    }
  });
});
