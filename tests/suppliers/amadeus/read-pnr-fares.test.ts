import {
  oneFare,
  reference,
  name,
  segment,
  element,
  storedFare,
  money,
  tax,
  read,
} from "./pnr-fixture";

describe("readPnr: stored fares", () => {
  test("reads base, taxes, total, fare bases and the fare elements", () => {
    const bases =
      "<fareElement><primaryCode>YOW</primaryCode><fareBasis>BD</fareBasis><ticketDesignator>CH25</ticketDesignator></fareElement>";
    const fares = storedFare(
      3,
      [
        ["PT", 2],
        ["ST", 1],
      ],
      { bases },
    );
    expect(read({ fares }).fares).toEqual([
      {
        reference: "3",
        passengerReferences: ["PT2"],
        segmentReferences: ["ST1"],
        validatingCarrier: "BG",
        fare: {
          base: { currency: "USD", minor: 10_000n },
          taxes: [{ code: "YQ", amount: { currency: "USD", minor: 2_000n } }],
          total: { currency: "USD", minor: 12_000n },
        },
        commission: { kind: "percent", percent: "7" },
        formOfPayment: { kind: "cash" },
        fareBases: ["YOWBD/CH25"],
      },
    ]);
  });

  test("takes the equivalent where the fare was filed in another currency", () => {
    const amounts =
      money("F", "345.00", "USD") + money("E", "42090", "JPY") + money("T", "44090", "JPY");
    const fares = storedFare(
      1,
      [
        ["PT", 2],
        ["ST", 1],
      ],
      { amounts, taxes: tax("YQ", "2000", "JPY") },
    );
    expect(read({ fares }).fares[0]?.fare.base).toEqual({ currency: "JPY", minor: 42_090n });
  });

  test("passes a fare on that does not add up: that is the domain's to refuse", () => {
    const fares = storedFare(
      1,
      [
        ["PT", 2],
        ["ST", 1],
      ],
      { taxes: tax("YQ", "21.00") },
    );
    expect(read({ fares }).fares[0]?.fare.total.minor).toBe(12_000n);
  });

  test("puts segments in the order of the itinerary, each with its own fare basis", () => {
    const bases =
      "<fareElement><primaryCode>B</primaryCode></fareElement><fareElement><primaryCode>A</primaryCode></fareElement>";
    const fares = storedFare(
      1,
      [
        ["PT", 2],
        ["ST", 2],
        ["ST", 1],
      ],
      { bases },
    );
    expect(read({ flights: segment(1, 2) + segment(2, 3), fares }).fares[0]).toMatchObject({
      segmentReferences: ["ST1", "ST2"],
      fareBases: ["A", "B"],
    });
  });

  test("tells an infant's fare from its adult's by the passenger type of the TST", () => {
    const two =
      "<passenger><firstName>NUSRAT</firstName><type>ADT</type></passenger><passenger><firstName>SAMI</firstName><type>INF</type></passenger>";
    const fares =
      oneFare +
      storedFare(
        2,
        [
          ["PT", 2],
          ["ST", 1],
        ],
        { type: "INF" },
      );
    const lines =
      element(5, "FM", "PAX *M*7") +
      element(8, "FM", "INF *M*1.00A") +
      element(6, "FP", "CASH") +
      element(7, "FV", "PAX BG") +
      element(9, "FV", "INF BG");
    const reservation = read({ names: name(2, 1, "AKTER", two), lines, fares });
    expect(
      reservation.fares.map(({ passengerReferences, commission }) => [
        passengerReferences,
        commission,
      ]),
    ).toEqual([
      [["PT2"], { kind: "percent", percent: "7" }],
      [["PT2I"], { kind: "amount", amount: { currency: "USD", minor: 100n } }],
    ]);
  });
});

describe("readPnr: commission and form of payment", () => {
  test.each([
    ["*M*7", { kind: "percent", percent: "7" }],
    ["*M*4.5", { kind: "percent", percent: "4.5" }],
    ["*F*0.00", { kind: "percent", percent: "0.00" }],
    ["PAX *M*250.00A", { kind: "amount", amount: { currency: "USD", minor: 25_000n } }],
    ["*M*250A/S2/P1", { kind: "amount", amount: { currency: "USD", minor: 25_000n } }],
  ])("reads the commission %s", (text, commission) => {
    const lines = element(5, "FM", text) + element(6, "FP", "CASH") + element(7, "FV", "BG");
    expect(read({ lines }).fares[0]?.commission).toEqual(commission);
  });

  test("has no commission where there is no FM", () => {
    const lines = element(6, "FP", "CASH") + element(7, "FV", "*F*BG");
    expect(read({ lines }).fares[0]).not.toHaveProperty("commission");
  });

  test.each([
    ["CASH", { kind: "cash" }],
    ["CHECK", { kind: "cash" }],
    ["INVAGT", { kind: "cash" }],
    ["CCVIXXXXXXXXXXXX1111/1226", { kind: "card", brand: "VI", lastFour: "1111" }],
    [
      "PAX CCCA5555555555554444/0129*CV/A116158/S2/P1",
      { kind: "card", brand: "CA", lastFour: "4444" },
    ],
  ])("reads the form of payment %s and keeps no card number", (text, formOfPayment) => {
    const lines = element(6, "FP", text) + element(7, "FV", "BG");
    const reservation = read({ lines });
    expect(reservation.fares[0]?.formOfPayment).toEqual(formOfPayment);
    expect(
      JSON.stringify(reservation, (_, value) =>
        typeof value === "bigint" ? String(value) : value,
      ),
    ).not.toMatch(/\d{6,}4444|1226|0129|A116158/);
  });

  test("prefers the line of the passenger to the general one", () => {
    const lines =
      element(5, "FM", "*M*5") +
      element(8, "FM", "*M*9", reference("PT", 2)) +
      element(6, "FP", "CASH") +
      element(7, "FV", "BG");
    expect(read({ lines }).fares[0]?.commission).toEqual({ kind: "percent", percent: "9" });
  });
});
