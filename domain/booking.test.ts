import * as fc from "fast-check";

import type { ChargeRequest } from "./booking";
import { chargeTypes, priceBooking } from "./booking";
import type { CommissionTerms, Fare } from "./fare";
import { add, formatAmount, parseMoney, percentageOf, sum } from "./money";
import type { PassengerType, ReservedPassenger, ReservedSegment, StoredFare } from "./reservation";

const outbound = newSegment("S1");
const inbound = newSegment("S2", { originAirport: "DXB", destinationAirport: "DAC" });

describe("priceBooking", () => {
  test("adds fares, taxes, charges and VAT up to the total of accounting.md 5.1", () => {
    const priced = priceBooking(newReservation(), [charge("service_fee", "1000.00", "15")]);
    expect(totalsOf(priced)).toEqual({
      fareTotal: "40000.00",
      taxTotal: "8500.00",
      chargeTotal: "1000.00",
      vatTotal: "150.00",
      total: "49650.00",
    });
    expect(priced.currency).toBe("BDT");
    expect(priced.charges.map(({ vat }) => formatAmount(vat))).toEqual(["150.00"]);
  });

  test("makes one document of a passenger's stored fare", () => {
    const commission = { kind: "percent", percent: "7" } as const;
    const [fare] = priceBooking(newReservation({ fares: [newFare({ commission })] }), []).fares;
    expect(fare).toEqual({
      fareNumber: 1,
      fareReference: "F1",
      passengerReference: "P1",
      segmentReferences: ["S1", "S2"],
      fareBases: ["YOW", "YOW"],
      validatingCarrier: "BG",
      base: parseMoney({ amount: "40000.00", currency: "BDT" }),
      taxes: fareOf("40000.00", "8500.00").taxes,
      taxTotal: parseMoney({ amount: "8500.00", currency: "BDT" }),
      total: parseMoney({ amount: "48500.00", currency: "BDT" }),
      commissionPercent: "7",
      commission: parseMoney({ amount: "2800.00", currency: "BDT" }),
      formOfPayment: { kind: "cash" },
    });
  });

  test.each<[string, CommissionTerms | undefined, string]>([
    ["a percentage of the fare", { kind: "percent", percent: "4.5" }, "1800.00"],
    [
      "an amount",
      { kind: "amount", amount: parseMoney({ amount: "25.00", currency: "BDT" }) },
      "25.00",
    ],
    ["nothing", undefined, "0.00"],
  ])("takes a commission of %s", (_, commission, expected) => {
    const stored = commission === undefined ? newFare() : newFare({ commission });
    const [fare] = priceBooking(newReservation({ fares: [stored] }), []).fares;
    expect(fare && formatAmount(fare.commission)).toBe(expected);
  });

  test("numbers one document for each passenger of each stored fare, in their order", () => {
    const reservation = newReservation({
      passengers: [newPassenger("P1"), newPassenger("P2"), newPassenger("P3", "CHD")],
      fares: [
        newFare({ passengerReferences: ["P1", "P2"] }),
        newFare({ reference: "F2", passengerReferences: ["P3"], fare: fareOf("30000.00", "1.00") }),
      ],
    });
    const { fares } = priceBooking(reservation, []);
    expect(
      fares.map((fare) => [fare.fareNumber, fare.fareReference, fare.passengerReference]),
    ).toEqual([
      [1, "F1", "P1"],
      [2, "F1", "P2"],
      [3, "F2", "P3"],
    ]);
  });

  test("sells a journey that is split over two fares", () => {
    const reservation = newReservation({
      fares: [
        newFare({ segmentReferences: ["S1"], fare: fareOf("22000.00", "4000.00") }),
        newFare({
          reference: "F2",
          segmentReferences: ["S2"],
          fare: fareOf("18000.00", "4500.00"),
        }),
      ],
    });
    const priced = priceBooking(reservation, []);
    expect(totalsOf(priced).total).toBe("48500.00");
    expect(priced.fares.map(({ segmentReferences }) => segmentReferences)).toEqual([
      ["S1"],
      ["S2"],
    ]);
  });

  test("adds fees and mark-up and takes discounts off, with VAT on what the agency earns", () => {
    const priced = priceBooking(newReservation(), [
      charge("service_fee", "1000.00", "15"),
      charge("mark_up", "1500.50", "15"),
      charge("discount", "650.25", "0"),
      charge("service_fee", "0.03", "15"),
    ]);
    expect(priced.charges.map(({ vat }) => formatAmount(vat))).toEqual([
      "150.00",
      "225.08",
      "0.00",
      "0.00",
    ]);
    expect(totalsOf(priced)).toMatchObject({
      chargeTotal: "1850.28",
      vatTotal: "375.08",
      total: "50725.36",
    });
  });

  test.each([
    ["JPY", "98000", "21340", "3300", "10", "330", "122970"],
    ["BHD", "145.500", "38.275", "5.125", "10", "0.513", "189.413"],
    ["USD", "500.00", "120.00", "20.00", "0", "0.00", "640.00"],
    ["USD", "100.00", "100.00", "20.00", "0", "0.00", "220.00"],
  ])("prices in %s", (currency, base, tax, fee, vatPercent, vat, total) => {
    const reservation = newReservation({ fares: [newFare({ fare: fareOf(base, tax, currency) })] });
    const priced = priceBooking(reservation, [charge("service_fee", fee, vatPercent, currency)]);
    expect(totalsOf(priced)).toMatchObject({ vatTotal: vat, total });
  });

  test("gives a discount of the whole price away", () => {
    const priced = priceBooking(newReservation(), [charge("discount", "48500.00", "0")]);
    expect(totalsOf(priced)).toMatchObject({ chargeTotal: "-48500.00", total: "0.00" });
  });

  test("never loses an amount between fares, charges and total", () => {
    const minor = fc.bigInt({ min: 0n, max: 10n ** 9n });
    const charges = fc.array(
      fc.record({
        type: fc.constantFrom(...chargeTypes),
        minor: fc.bigInt({ min: 1n, max: 10n ** 6n }),
        percent: fc.constantFrom("0", "7.5", "15"),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(minor, minor), { minLength: 1, maxLength: 9 }),
        charges,
        (prices, requested) => {
          const references = prices.map((_, index) => `P${index + 1}`);
          const reservation = newReservation({
            passengers: references.map((reference) => newPassenger(reference)),
            fares: prices.map(([base, tax], index) =>
              newFare({
                reference: `F${index + 1}`,
                passengerReferences: [`P${index + 1}`],
                fare: fareOfMinor(base + 10_000_000n, tax),
              }),
            ),
          });
          const wanted = requested.map(({ type, minor: amount, percent }) => ({
            type,
            amount: { currency: "BDT", minor: amount },
            vatPercent: type === "discount" ? "0" : percent,
          }));
          const priced = priceBooking(reservation, wanted);
          const signed = wanted.map(
            ({ type, amount }) => (type === "discount" ? -1n : 1n) * amount.minor,
          );
          expect(priced.chargeTotal.minor).toBe(signed.reduce((left, right) => left + right, 0n));
          expect(priced.vatTotal).toEqual(
            sum(
              "BDT",
              wanted.map(({ amount, vatPercent }) => percentageOf(amount, vatPercent)),
            ),
          );
          expect(add(priced.fareTotal, priced.taxTotal)).toEqual(
            sum(
              "BDT",
              priced.fares.map(({ total }) => total),
            ),
          );
          expect(priced.total).toEqual(
            sum("BDT", [priced.fareTotal, priced.taxTotal, priced.chargeTotal, priced.vatTotal]),
          );
        },
      ),
    );
  });
});

describe("priceBooking, of travellers", () => {
  test.each<[string, Partial<Record<PassengerType, number>>]>([
    ["an adult", { ADT: 1 }],
    ["nine adults", { ADT: 9 }],
    ["nine adults, each with an infant", { ADT: 9, INF: 9 }],
    ["an adult with an infant and a child", { ADT: 1, CHD: 1, INF: 1 }],
    ["a child alone", { CHD: 1 }],
    ["nine of both", { ADT: 4, CHD: 5 }],
  ])("sells to %s", (_, counts) => {
    const passengers = passengersOf(counts);
    const references = passengers.map(({ reference }) => reference);
    const reservation = newReservation({
      passengers,
      fares: [newFare({ passengerReferences: references })],
    });
    expect(priceBooking(reservation, []).fares).toHaveLength(references.length);
  });

  test.each<[string, Partial<Record<PassengerType, number>>]>([
    ["nobody", {}],
    ["an infant alone", { INF: 1 }],
    ["a hundred adults", { ADT: 100 }],
    ["ninety-nine adults and a child", { ADT: 99, CHD: 1 }],
    ["two infants with one adult", { ADT: 1, INF: 2 }],
    ["an infant with only a child", { CHD: 1, INF: 1 }],
  ])("refuses %s", (_, counts) => {
    const passengers = passengersOf(counts);
    const references = passengers.map(({ reference }) => reference);
    const reservation = newReservation({
      passengers,
      fares: [newFare({ passengerReferences: references })],
    });
    expect(() => priceBooking(reservation, [])).toThrow(refused("PASSENGERS_INVALID"));
  });

  test("refuses two passengers under one reference: one of them would fly without a fare", () => {
    const passengers = [newPassenger("P1"), newPassenger("P1")];
    expect(() => priceBooking(newReservation({ passengers }), [])).toThrow(
      refused("PASSENGERS_INVALID"),
    );
  });
});

describe("priceBooking, of flights", () => {
  test.each([1, 16])("sells %i flights", (count) => {
    const segments = Array.from({ length: count }, (_, index) => newSegment(`S${index + 1}`));
    const segmentReferences = segments.map(({ reference }) => reference);
    const reservation = newReservation({ segments, fares: [newFare({ segmentReferences })] });
    expect(priceBooking(reservation, []).segments).toHaveLength(count);
  });

  test.each([0, 17])("refuses %i flights", (count) => {
    const segments = Array.from({ length: count }, (_, index) => newSegment(`S${index + 1}`));
    expect(() => priceBooking(newReservation({ segments }), [])).toThrow(
      refused("ITINERARY_INVALID"),
    );
  });

  test.each(["HK", "RR", "TK"])("sells a flight with the status %s", (statusCode) => {
    const segments = [{ ...outbound, statusCode }, inbound];
    expect(() => priceBooking(newReservation({ segments }), [])).not.toThrow();
  });

  test.each(["UC", "HL", "HX", "XX", "NO", "UN", "hk", ""])(
    "refuses a flight with the status %j, which is not confirmed",
    (statusCode) => {
      const segments = [outbound, { ...inbound, statusCode }];
      expect(() => priceBooking(newReservation({ segments }), [])).toThrow(
        expect.objectContaining({ code: "ITINERARY_INVALID", details: { status: statusCode } }),
      );
    },
  );

  test("refuses two flights under one reference", () => {
    const segments = [outbound, { ...inbound, reference: "S1" }];
    expect(() => priceBooking(newReservation({ segments }), [])).toThrow(
      refused("ITINERARY_INVALID"),
    );
  });
});

describe("priceBooking, of stored fares", () => {
  test("refuses a reservation without one", () => {
    expect(() => priceBooking(newReservation({ fares: [] }), [])).toThrow(refused("PNR_INVALID"));
  });

  test("refuses a passenger without one, and says which", () => {
    const passengers = [newPassenger("P1"), newPassenger("P2"), newPassenger("P2I", "INF")];
    expect(() => priceBooking(newReservation({ passengers }), [])).toThrow(
      expect.objectContaining({ code: "PNR_INVALID", details: { passengers: "P2,P2I" } }),
    );
  });

  test.each<[string, Partial<StoredFare>[]]>([
    ["one fare names a passenger twice", [{ passengerReferences: ["P1", "P1"] }]],
    ["one fare names a flight twice", [{ segmentReferences: ["S1", "S1"] }]],
    ["two fares are for the same flights", [{}, { reference: "F2" }]],
    ["two fares share a flight", [{}, { reference: "F2", segmentReferences: ["S2"] }]],
  ])("refuses to sell one seat twice: %s", (_, fares) => {
    expect(() => priceBooking(newReservation({ fares: fares.map(newFare) }), [])).toThrow(
      refused("PNR_INVALID"),
    );
  });

  test("refuses one that does not add up", () => {
    const fare = fareOf("40000.00", "8500.00");
    const wrong = { ...fare, total: parseMoney({ amount: "48500.01", currency: "BDT" }) };
    expect(() => priceBooking(newReservation({ fares: [newFare({ fare: wrong })] }), [])).toThrow(
      refused("FARE_UNBALANCED"),
    );
  });

  test("refuses two currencies in one booking", () => {
    const reservation = newReservation({
      passengers: [newPassenger("P1"), newPassenger("P2")],
      fares: [
        newFare(),
        newFare({
          reference: "F2",
          passengerReferences: ["P2"],
          fare: fareOf("500.00", "120.00", "USD"),
        }),
      ],
    });
    expect(() => priceBooking(reservation, [])).toThrow(refused("CURRENCY_MISMATCH"));
  });

  test("refuses a booking too large for the books", () => {
    const fare = newFare({ fare: fareOf("999999999999999.00", "0.99") });
    expect(() => priceBooking(newReservation({ fares: [fare] }), [])).not.toThrow();
    expect(() =>
      priceBooking(newReservation({ fares: [fare] }), [charge("service_fee", "0.01", "0")]),
    ).toThrow(refused("AMOUNT_INVALID"));
  });

  test("refuses a booking that comes to nothing", () => {
    const fares = [newFare({ fare: fareOf("0.00", "0.00") })];
    expect(() =>
      priceBooking(newReservation({ fares }), [charge("service_fee", "10.00", "0")]),
    ).toThrow(refused("AMOUNT_INVALID"));
  });

  test("sells an infant's free seat beside an adult's", () => {
    const reservation = newReservation({
      passengers: [newPassenger("P1"), newPassenger("P1I", "INF")],
      fares: [
        newFare(),
        newFare({
          reference: "F2",
          passengerReferences: ["P1I"],
          fare: fareOf("0.00", "0.00"),
        }),
      ],
    });
    expect(totalsOf(priceBooking(reservation, [])).total).toBe("48500.00");
  });
});

describe("priceBooking, of charges", () => {
  test("refuses one in another currency than the fares", () => {
    expect(() =>
      priceBooking(newReservation(), [charge("service_fee", "10.00", "0", "USD")]),
    ).toThrow(
      expect.objectContaining({
        code: "CURRENCY_MISMATCH",
        details: { left: "USD", right: "BDT" },
      }),
    );
  });

  test.each(chargeTypes.flatMap((type) => ["0.00", "-1.00"].map((amount) => [type, amount])))(
    "refuses a %s of %s",
    (type, amount) => {
      const requested = [charge(type as ChargeRequest["type"], amount, "0")];
      expect(() => priceBooking(newReservation(), requested)).toThrow(
        expect.objectContaining({ code: "AMOUNT_INVALID", details: { type } }),
      );
    },
  );

  test.each(["1000.00", "0.01"])("refuses VAT on a discount, be it %s", (amount) => {
    expect(() => priceBooking(newReservation(), [charge("discount", amount, "15")])).toThrow(
      refused("AMOUNT_INVALID"),
    );
  });

  test("refuses a VAT rate that is no percentage", () => {
    expect(() => priceBooking(newReservation(), [charge("service_fee", "1.00", "-15")])).toThrow(
      refused("AMOUNT_INVALID"),
    );
  });

  test("refuses discounts above the price", () => {
    expect(() =>
      priceBooking(newReservation(), [
        charge("discount", "48500.00", "0"),
        charge("discount", "0.01", "0"),
      ]),
    ).toThrow(refused("AMOUNT_INVALID"));
  });
});

interface Reserved {
  readonly passengers: readonly ReservedPassenger[];
  readonly segments: readonly ReservedSegment[];
  readonly fares: readonly StoredFare[];
}

function newReservation(changes: Partial<Reserved> = {}): Reserved {
  return {
    passengers: [newPassenger("P1")],
    segments: [outbound, inbound],
    fares: [newFare()],
    ...changes,
  };
}

function newPassenger(reference: string, type: PassengerType = "ADT"): ReservedPassenger {
  return { reference, type, surname: "RAHMAN", givenNames: `AYESHA ${reference}` };
}

function passengersOf(counts: Partial<Record<PassengerType, number>>): ReservedPassenger[] {
  return (["ADT", "CHD", "INF"] as const).flatMap((type) =>
    Array.from({ length: counts[type] ?? 0 }, (_, index) =>
      newPassenger(`${type}${index + 1}`, type),
    ),
  );
}

function newSegment(reference: string, changes: Partial<ReservedSegment> = {}): ReservedSegment {
  return {
    reference,
    carrierCode: "BG",
    flightNumber: "147",
    bookingClass: "Y",
    originAirport: "DAC",
    destinationAirport: "DXB",
    departsLocal: "2026-12-24T09:15",
    arrivesLocal: "2026-12-24T12:30",
    statusCode: "HK",
    ...changes,
  };
}

function newFare(changes: Partial<StoredFare> = {}): StoredFare {
  return {
    reference: "F1",
    passengerReferences: ["P1"],
    segmentReferences: ["S1", "S2"],
    validatingCarrier: "BG",
    fare: fareOf("40000.00", "8500.00"),
    formOfPayment: { kind: "cash" },
    fareBases: ["YOW", "YOW"],
    ...changes,
  };
}

function fareOf(base: string, tax: string, currency = "BDT"): Fare {
  const amount = parseMoney({ amount: base, currency });
  const surcharge = parseMoney({ amount: tax, currency });
  return {
    base: amount,
    taxes: [{ code: "YQ", amount: surcharge }],
    total: add(amount, surcharge),
  };
}

function fareOfMinor(base: bigint, tax: bigint): Fare {
  return {
    base: { currency: "BDT", minor: base },
    taxes: [{ code: "YQ", amount: { currency: "BDT", minor: tax } }],
    total: { currency: "BDT", minor: base + tax },
  };
}

function charge(
  type: ChargeRequest["type"],
  amount: string,
  vatPercent: string,
  currency = "BDT",
): ChargeRequest {
  return { type, amount: parseMoney({ amount, currency }), vatPercent };
}

function totalsOf(priced: ReturnType<typeof priceBooking>) {
  return {
    fareTotal: formatAmount(priced.fareTotal),
    taxTotal: formatAmount(priced.taxTotal),
    chargeTotal: formatAmount(priced.chargeTotal),
    vatTotal: formatAmount(priced.vatTotal),
    total: formatAmount(priced.total),
  };
}

function refused(code: string): Error {
  return expect.objectContaining({ code });
}
