import { assertFareAddsUp } from "../../../domain/fare";
import type { Reservation } from "../../../domain/reservation";
import type { TemplateName } from "../../../suppliers/amadeus/sandbox/templates";
import { type Harness, never, startHarness } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

async function retrieve(recordLocator: string): Promise<Reservation> {
  const outcome = await harness.client().retrieve({ recordLocator }, { signal: never });
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

async function create(template: TemplateName, more: object = {}): Promise<Reservation> {
  const { recordLocator } = await harness.createPnr({ template, ...more });
  return retrieve(recordLocator);
}

describe("retrieve", () => {
  test.each<[TemplateName, string, bigint, bigint]>([
    ["one-way", "BDT", 4_000_000n, 4_965_000n],
    ["card", "USD", 42_000n, 60_840n],
    ["jpy", "JPY", 68_000n, 93_660n],
    ["bhd", "BHD", 58_250n, 74_975n],
    ["kwd", "KWD", 41_500n, 51_755n],
    ["filed-in-usd", "BDT", 4_209_000n, 5_174_000n],
  ])("reads the fare of %s in %s", async (template, currency, base, total) => {
    const [stored] = (await create(template)).fares;
    expect(stored?.fare).toMatchObject({
      base: { currency, minor: base },
      total: { currency, minor: total },
    });
    if (stored !== undefined) assertFareAddsUp(stored.fare);
  });

  test("reads a family: children and the infant each have their own fare", async () => {
    const { passengers, fares } = await create("family");
    expect(passengers.map(({ reference, type }) => [reference, type])).toEqual([
      ["PT2", "ADT"],
      ["PT2I", "INF"],
      ["PT3", "ADT"],
      ["PT4", "CHD"],
    ]);
    expect(fares.map(({ passengerReferences }) => passengerReferences)).toEqual([
      ["PT2", "PT3"],
      ["PT4"],
      ["PT2I"],
    ]);
    expect(fares.map(({ fareBases }) => fareBases)).toEqual([
      ["YRTBD", "YRTBD"],
      ["YRTBDCH", "YRTBDCH"],
      ["YRTBDIN", "YRTBDIN"],
    ]);
    expect(fares[2]?.fare.taxes).toEqual([]);
  });

  test("reads commission and form of payment of each template", async () => {
    expect((await create("card")).fares[0]).toMatchObject({
      validatingCarrier: "SQ",
      commission: { kind: "amount", amount: { currency: "USD", minor: 2_500n } },
      formOfPayment: { kind: "card", brand: "VI", lastFour: "1111" },
    });
    expect((await create("conjunction")).fares[0]).toMatchObject({
      commission: { kind: "percent", percent: "3" },
    });
  });

  test("reads local times across midnight and a departure that was asked for", async () => {
    const { segments } = await create("return", { departsOn: "2027-03-30" });
    expect(segments.map(({ departsLocal, arrivesLocal }) => [departsLocal, arrivesLocal])).toEqual([
      ["2027-03-30T10:10", "2027-03-30T13:35"],
      ["2027-04-09T22:30", "2027-04-10T05:20"],
    ]);
  });

  test("departs in the future where nothing is asked for", async () => {
    const departs = (await create("one-way")).segments[0]?.departsLocal ?? "";
    expect(Date.parse(`${departs}Z`)).toBeGreaterThan(Date.now() + 30 * 86_400_000);
  });

  test("reads a time limit in the office's zone, and none once it is ticketed", async () => {
    const pnr = { ticketingTimeLimit: "2027-01-02T18:00" };
    const { recordLocator } = await harness.createPnr({ pnr });
    expect((await retrieve(recordLocator)).ticketingDeadlineAt).toBe("2027-01-02T12:00:00.000Z");
  });

  test("reads nine passengers and one stored fare for them", async () => {
    const { passengers, fares } = await create("group");
    expect(passengers).toHaveLength(9);
    expect(fares[0]?.passengerReferences).toHaveLength(9);
  });

  test("reads a PNR that was specified in full", async () => {
    const fare = {
      base: { amount: "100.00", currency: "EUR" },
      taxes: [{ code: "YR", amount: "7.50" }],
      total: { amount: "107.50", currency: "EUR" },
      fareBases: ["TEST"],
      validatingCarrier: "BA",
      formOfPayment: "CCAXXXXXXXXXXXX0005/1129",
    };
    const { recordLocator } = await harness.createPnr({
      pnr: {
        passengers: [{ type: "ADT", surname: "O'BRIEN & CO", givenNames: "ÁINE MS" }],
        segments: [
          {
            carrierCode: "BA",
            flightNumber: "142",
            bookingClass: "J",
            originAirport: "LHR",
            destinationAirport: "DAC",
            departsLocal: "2027-05-01T21:00",
            arrivesLocal: "2027-05-02T12:40",
          },
        ],
        fares: [fare],
      },
    });
    const reservation = await retrieve(recordLocator);
    expect(reservation.passengers[0]).toMatchObject({
      surname: "O'BRIEN & CO",
      givenNames: "ÁINE",
    });
    expect(reservation.fares[0]).not.toHaveProperty("commission");
    expect(reservation.fares[0]?.formOfPayment).toEqual({
      kind: "card",
      brand: "AX",
      lastFour: "0005",
    });
  });
});
