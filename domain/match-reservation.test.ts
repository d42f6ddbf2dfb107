import type { BookedFare, BookedPassenger, BookedSegment, BookingRecord } from "./booking-record";
import { documentCountOf, matchDocuments, matchReservation } from "./match-reservation";
import { money } from "./money";
import type {
  IssuedDocument,
  Reservation,
  ReservedPassenger,
  ReservedSegment,
  StoredFare,
} from "./reservation";

const back = {
  reference: "ST2",
  flightNumber: "148",
  originAirport: "DXB",
  destinationAirport: "DAC",
  departsLocal: "2027-01-02T14:00",
  arrivesLocal: "2027-01-02T20:30",
};

describe("matchReservation", () => {
  test("finds what was booked, with the stored fares to ticket and whose references are whose", () => {
    expect(matchReservation(newBooking(), newReservation())).toEqual({
      kind: "same",
      fareReferences: ["T1"],
      passengerIds: new Map([["PT1", 11]]),
      segmentIds: new Map([
        ["ST1", 21],
        ["ST2", 22],
      ]),
    });
  });

  test("goes by content where the GDS has renumbered and reordered everything", () => {
    const reservation = newReservation({
      passengers: [newPassenger({ reference: "PT7" })],
      segments: [newSegment({ ...back, reference: "ST8" }), newSegment({ reference: "ST9" })],
      fares: [
        newStoredFare({
          reference: "T4",
          passengerReferences: ["PT7"],
          segmentReferences: ["ST9", "ST8"],
        }),
      ],
    });
    expect(matchReservation(newBooking(), reservation)).toEqual({
      kind: "same",
      fareReferences: ["T4"],
      passengerIds: new Map([["PT7", 11]]),
      segmentIds: new Map([
        ["ST9", 21],
        ["ST8", 22],
      ]),
    });
  });

  test("knows a name however it is capitalised", () => {
    const passengers = [newPassenger({ surname: "Rahman", givenNames: "Ayesha Mrs" })];
    expect(matchReservation(newBooking(), newReservation({ passengers })).kind).toBe("same");
  });

  test("leaves out flights that have fallen out of the itinerary, and stored fares not booked", () => {
    const reservation = newReservation({
      segments: [
        newSegment(),
        newSegment(back),
        newSegment({ reference: "ST3", flightNumber: "999", statusCode: "UC" }),
      ],
      fares: [newStoredFare(), newStoredFare({ reference: "T2", segmentReferences: ["ST1"] })],
    });
    expect(matchReservation(newBooking(), reservation)).toMatchObject({
      kind: "same",
      fareReferences: ["T1"],
    });
  });

  test("takes a reconfirmed flight for a confirmed one", () => {
    const segments = [newSegment({ statusCode: "RR" }), newSegment(back)];
    expect(matchReservation(newBooking(), newReservation({ segments })).kind).toBe("same");
  });

  test.each<[string, Partial<ReservedPassenger>[]]>([
    ["another surname", [{ surname: "KARIM" }]],
    ["another given name", [{ givenNames: "AYESHA" }]],
    ["another type", [{ type: "CHD" }]],
    ["one more", [{}, { reference: "PT2", givenNames: "KAMAL MR" }]],
    ["one fewer", []],
    ["the same twice", [{}, { reference: "PT2" }]],
  ])("sees changed passengers: %s", (_, passengers) => {
    const reservation = newReservation({ passengers: passengers.map(newPassenger) });
    expect(matchReservation(newBooking(), reservation)).toEqual({
      kind: "changed",
      differences: ["the passengers are not those that were booked"],
    });
  });

  test.each<[string, Partial<ReservedSegment>[]]>([
    ["another carrier", [{ carrierCode: "EK" }, back]],
    ["another flight number", [{ flightNumber: "347" }, back]],
    ["another class", [{ bookingClass: "M" }, back]],
    ["another origin", [{ originAirport: "CGP" }, back]],
    ["another destination", [{ destinationAirport: "AUH" }, back]],
    ["another day", [{ departsLocal: "2026-12-25T09:15" }, back]],
    ["another time of departure", [{ departsLocal: "2026-12-24T09:20" }, back]],
    ["one no longer confirmed", [{ statusCode: "UN" }, back]],
    ["one fewer", [{}]],
    ["one more", [{}, back, { reference: "ST3", flightNumber: "201" }]],
    ["the same twice", [{}, { reference: "ST2" }]],
  ])("sees changed flights: %s", (_, segments) => {
    const reservation = newReservation({ segments: segments.map(newSegment) });
    expect(matchReservation(newBooking(), reservation)).toEqual({
      kind: "changed",
      differences: ["the flights are not those that were booked"],
    });
  });

  test.each<[string, Partial<StoredFare>, string]>([
    [
      "dearer",
      { fare: priceOf(4_100_000n, 850_000n) },
      "fare 1 is 49500.00 BDT and was 48500.00 BDT",
    ],
    [
      "cheaper",
      { fare: priceOf(3_900_000n, 850_000n) },
      "fare 1 is 47500.00 BDT and was 48500.00 BDT",
    ],
    [
      "the same in total, of another fare and taxes",
      { fare: priceOf(4_000_001n, 849_999n) },
      "fare 1 is 48500.00 BDT as before, its base 40000.01 BDT and was 40000.00 BDT",
    ],
    [
      "in another currency",
      { fare: priceOf(4_000_000n, 850_000n, "INR") },
      "fare 1 is 48500.00 INR and was 48500.00 BDT",
    ],
  ])("sees a changed price, and nothing else: %s", (_, change, difference) => {
    const fare = newStoredFare(change);
    const booking = newBooking();
    expect(matchReservation(booking, newReservation({ fares: [fare] }))).toEqual({
      kind: "repriced",
      fares: [{ booked: booking.fares[0], stored: fare, fareBases: ["YOW", "YOW"] }],
      differences: [difference],
    });
  });

  test.each<[string, Partial<StoredFare>[], string[]]>([
    [
      "a price with another carrier",
      [{ fare: priceOf(4_100_000n, 850_000n), validatingCarrier: "EK" }],
      ["fare 1 is 49500.00 BDT and was 48500.00 BDT", "fare 1 is validated by EK and was by BG"],
    ],
    [
      "two prices for the same journey",
      [
        { fare: priceOf(4_100_000n, 850_000n) },
        { reference: "T2", fare: priceOf(4_200_000n, 850_000n) },
      ],
      ["fare 1 is 49500.00 BDT and was 48500.00 BDT"],
    ],
  ])("takes for no change of price alone: %s", (_, changes, differences) => {
    const reservation = newReservation({ fares: changes.map((one) => newStoredFare(one)) });
    expect(matchReservation(newBooking(), reservation)).toEqual({ kind: "changed", differences });
  });

  test.each<[string, Partial<StoredFare>, string]>([
    [
      "for other flights",
      { segmentReferences: ["ST1"] },
      "fare 1 (48500.00 BDT) is no longer stored",
    ],
    [
      "for one flight of two that is another",
      { segmentReferences: ["ST1", "ST9"] },
      "fare 1 (48500.00 BDT) is no longer stored",
    ],
    [
      "for a passenger who is not there",
      { passengerReferences: ["PT9"] },
      "fare 1 (48500.00 BDT) is no longer stored",
    ],
  ])("sees a fare that is no longer stored: %s", (_, change, difference) => {
    const reservation = newReservation({ fares: [newStoredFare(change)] });
    expect(matchReservation(newBooking(), reservation)).toEqual({
      kind: "changed",
      differences: [difference],
    });
  });

  test("sees that no fare is stored any more", () => {
    expect(matchReservation(newBooking(), newReservation({ fares: [] }))).toEqual({
      kind: "changed",
      differences: ["fare 1 (48500.00 BDT) is no longer stored"],
    });
  });

  test("sees a cancelled reservation, and all that differs besides", () => {
    expect(
      matchReservation(newBooking(), newReservation({ status: "cancelled", segments: [] })),
    ).toEqual({
      kind: "changed",
      differences: ["the reservation is cancelled", "the flights are not those that were booked"],
    });
    expect(matchReservation(newBooking(), newReservation({ status: "cancelled" }))).toEqual({
      kind: "changed",
      differences: ["the reservation is cancelled"],
    });
  });

  test("names nobody in what differs", () => {
    const match = matchReservation(
      newBooking(),
      newReservation({ passengers: [newPassenger({ surname: "KARIM" })], fares: [] }),
    );
    expect(JSON.stringify(match)).not.toMatch(/rahman|karim|ayesha/i);
  });

  test("prefers, of two stored fares for the same journey, the one that was booked", () => {
    const reservation = newReservation({
      fares: [
        newStoredFare({ fare: priceOf(4_100_000n, 850_000n) }),
        newStoredFare({ reference: "T2" }),
      ],
    });
    expect(matchReservation(newBooking(), reservation)).toMatchObject({ fareReferences: ["T2"] });
  });
});

describe("matchReservation, of several travellers", () => {
  const family = newBooking({
    passengers: [
      bookedPassenger(11),
      bookedPassenger(12, { givenNames: "KAMAL MR" }),
      bookedPassenger(13, { givenNames: "TASNIM", type: "INF" }),
    ],
    fares: [
      bookedFare(1, { passengerId: 11 }),
      bookedFare(2, { passengerId: 12 }),
      bookedFare(3, { passengerId: 13, ...bookedPrice(400_000n, 100_000n) }),
    ],
  });
  const passengers = [
    newPassenger(),
    newPassenger({ reference: "PT2", givenNames: "KAMAL MR" }),
    newPassenger({ reference: "PT2I", givenNames: "TASNIM", type: "INF" }),
  ];
  const infantFare = newStoredFare({
    reference: "T2",
    passengerReferences: ["PT2I"],
    fare: priceOf(400_000n, 100_000n),
  });

  test("tickets one stored fare of two adults once, and the infant's", () => {
    const fares = [newStoredFare({ passengerReferences: ["PT1", "PT2"] }), infantFare];
    expect(matchReservation(family, newReservation({ passengers, fares }))).toMatchObject({
      kind: "same",
      fareReferences: ["T1", "T2"],
    });
  });

  test("names every fare that has changed", () => {
    const fares = [
      newStoredFare({ passengerReferences: ["PT1"] }),
      newStoredFare({
        reference: "T3",
        passengerReferences: ["PT2"],
        fare: priceOf(5_000_000n, 850_000n),
      }),
    ];
    expect(matchReservation(family, newReservation({ passengers, fares }))).toEqual({
      kind: "changed",
      differences: [
        "fare 2 is 58500.00 BDT and was 48500.00 BDT",
        "fare 3 (5000.00 BDT) is no longer stored",
      ],
    });
  });

  test("refuses stored fares that would issue a document which was not booked", () => {
    const booking = newBooking({
      passengers: family.passengers.slice(0, 2),
      fares: [
        bookedFare(1, { passengerId: 11 }),
        bookedFare(2, { passengerId: 12, ...bookedPrice(3_000_000n, 850_000n) }),
      ],
    });
    const fares = [
      newStoredFare({ passengerReferences: ["PT1", "PT2"] }),
      newStoredFare({
        reference: "T2",
        passengerReferences: ["PT2"],
        fare: priceOf(3_000_000n, 850_000n),
      }),
    ];
    expect(
      matchReservation(booking, newReservation({ passengers: passengers.slice(0, 2), fares })),
    ).toEqual({
      kind: "changed",
      differences: ["the stored fares would issue 3 documents, and 2 were booked"],
    });
  });

  test("pairs two passengers of one name, each with a fare", () => {
    const booking = newBooking({
      passengers: [bookedPassenger(11), bookedPassenger(12)],
      fares: [bookedFare(1, { passengerId: 11 }), bookedFare(2, { passengerId: 12 })],
    });
    const namesakes = [newPassenger({ reference: "PT4" }), newPassenger({ reference: "PT3" })];
    const fares = [newStoredFare({ passengerReferences: ["PT3", "PT4"] })];
    const match = matchReservation(booking, newReservation({ passengers: namesakes, fares }));
    expect(match).toMatchObject({ kind: "same", fareReferences: ["T1"] });
    expect(match.kind === "same" && new Set(match.passengerIds.values())).toEqual(
      new Set([11, 12]),
    );
  });

  test("tells an adult from a child of the same name", () => {
    const booking = newBooking({
      passengers: [bookedPassenger(11, { type: "CHD" }), bookedPassenger(12)],
      fares: [bookedFare(1, { passengerId: 11 }), bookedFare(2, { passengerId: 12 })],
    });
    const namesakes = [newPassenger(), newPassenger({ reference: "PT2", type: "CHD" })];
    const fares = [newStoredFare({ passengerReferences: ["PT1", "PT2"] })];
    expect(
      matchReservation(booking, newReservation({ passengers: namesakes, fares })),
    ).toMatchObject({
      passengerIds: new Map([
        ["PT1", 12],
        ["PT2", 11],
      ]),
    });
  });

  test("matches a journey split over two fares, each by its own flights", () => {
    const booking = newBooking({
      fares: [
        bookedFare(1, { segmentIds: [21], ...bookedPrice(2_200_000n, 400_000n) }),
        bookedFare(2, { segmentIds: [22], ...bookedPrice(1_800_000n, 450_000n) }),
      ],
    });
    const outward = newStoredFare({
      segmentReferences: ["ST1"],
      fare: priceOf(2_200_000n, 400_000n),
    });
    const homeward = newStoredFare({
      reference: "T2",
      segmentReferences: ["ST2"],
      fare: priceOf(1_800_000n, 450_000n),
    });
    expect(matchReservation(booking, newReservation({ fares: [homeward, outward] }))).toMatchObject(
      { kind: "same", fareReferences: ["T1", "T2"] },
    );
    const swapped = [
      { ...outward, segmentReferences: ["ST2"] },
      { ...homeward, segmentReferences: ["ST1"] },
    ];
    expect(matchReservation(booking, newReservation({ fares: swapped }))).toMatchObject({
      kind: "repriced",
    });
  });
});

describe("matchDocuments", () => {
  const ids = {
    passengerIds: new Map([
      ["PT1", 11],
      ["PT2", 12],
    ]),
    segmentIds: new Map([
      ["ST1", 21],
      ["ST2", 22],
    ]),
  };
  const couple = newBooking({
    passengers: [bookedPassenger(11), bookedPassenger(12, { givenNames: "KAMAL MR" })],
    fares: [bookedFare(1, { passengerId: 11 }), bookedFare(2, { passengerId: 12 })],
  });
  const split = newBooking({
    fares: [bookedFare(1, { segmentIds: [21] }), bookedFare(2, { segmentIds: [22] })],
  });

  test("gives each fare its document, whatever the order they come in", () => {
    const documents = [
      newDocument({ number: "9971122334456", passengerReference: "PT2" }),
      newDocument(),
    ];
    expect(
      matchDocuments(couple, documents, ids)?.map(({ fare, document }) => [
        fare.fareNumber,
        document.number,
      ]),
    ).toEqual([
      [2, "9971122334456"],
      [1, "9971122334455"],
    ]);
  });

  test("tells the fares of a split journey apart by their flights", () => {
    const documents = [
      newDocument({ number: "9971122334456", segmentReferences: ["ST2"] }),
      newDocument({ segmentReferences: ["ST1"] }),
    ];
    expect(
      matchDocuments(split, documents, ids)?.map(({ fare, document }) => [
        fare.fareNumber,
        document.number,
      ]),
    ).toEqual([
      [2, "9971122334456"],
      [1, "9971122334455"],
    ]);
  });

  test("accepts the only fare's document where a flight of it is no longer listed", () => {
    const documents = [newDocument({ segmentReferences: ["ST1"] })];
    expect(matchDocuments(newBooking(), documents, ids)).toHaveLength(1);
  });

  test.each([
    [4, 1],
    [5, 2],
    [8, 2],
    [9, 3],
    [16, 4],
  ])(
    "wants for %i coupons a conjunction of %i documents, no more and no fewer",
    (coupons, count) => {
      const booking = newBooking({
        fares: [
          bookedFare(1, { segmentIds: Array.from({ length: coupons }, (_, index) => index) }),
        ],
      });
      const ofLength = (length: number) =>
        matchDocuments(
          booking,
          [
            newDocument({
              conjunction: Array.from({ length }, (_, index) => `99711223344${55 + index}`),
            }),
          ],
          ids,
        );
      expect(ofLength(count)).toHaveLength(1);
      expect(ofLength(count + 1)).toBeUndefined();
      expect(ofLength(count - 1)).toBeUndefined();
    },
  );

  test.each<[string, BookingRecord, Partial<IssuedDocument>[]]>([
    ["there are none", newBooking(), []],
    ["one passenger has none", couple, [{}]],
    ["one passenger has two", couple, [{}, { number: "9971122334456" }]],
    [
      "there is one too many",
      couple,
      [{}, { passengerReference: "PT2" }, { passengerReference: "PT2" }],
    ],
    [
      "one of two is in conjunction and its fare is not",
      couple,
      [{}, { passengerReference: "PT2", conjunction: ["9971122334456", "9971122334457"] }],
    ],
    ["one is a stranger's", newBooking(), [{ passengerReference: "PT9" }]],
    [
      "one is for flights that no fare is for",
      split,
      [{ segmentReferences: ["ST1"] }, { segmentReferences: ["ST1", "ST2"] }],
    ],
    [
      "two are for the same flights",
      split,
      [{ segmentReferences: ["ST1"] }, { segmentReferences: ["ST1"] }],
    ],
  ])("has no match where %s", (_, booking, documents) => {
    expect(matchDocuments(booking, documents.map(newDocument), ids)).toBeUndefined();
  });
});

describe("documentCountOf", () => {
  test.each([
    [0, 1],
    [1, 1],
    [4, 1],
    [5, 2],
    [8, 2],
    [9, 3],
    [12, 3],
    [13, 4],
    [16, 4],
  ])("%i coupons take %i documents, four to each", (coupons, documents) => {
    expect(documentCountOf(coupons)).toBe(documents);
  });
});

function newReservation(changes: Partial<Reservation> = {}): Reservation {
  return {
    recordLocator: "YMUQL9",
    status: "active",
    passengers: [newPassenger()],
    segments: [newSegment(), newSegment(back)],
    fares: [newStoredFare()],
    documents: [],
    ...changes,
  };
}

function newPassenger(changes: Partial<ReservedPassenger> = {}): ReservedPassenger {
  return {
    reference: "PT1",
    type: "ADT",
    surname: "RAHMAN",
    givenNames: "AYESHA MRS",
    ...changes,
  };
}

function newSegment(changes: Partial<ReservedSegment> = {}): ReservedSegment {
  return {
    reference: "ST1",
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

function newStoredFare(changes: Partial<StoredFare> = {}): StoredFare {
  return {
    reference: "T1",
    passengerReferences: ["PT1"],
    segmentReferences: ["ST1", "ST2"],
    validatingCarrier: "BG",
    fare: priceOf(4_000_000n, 850_000n),
    formOfPayment: { kind: "cash" },
    fareBases: ["YOW", "YOW"],
    ...changes,
  };
}

function priceOf(base: bigint, tax: bigint, currency = "BDT"): StoredFare["fare"] {
  return {
    base: money(currency, base),
    taxes: [{ code: "YQ", amount: money(currency, tax) }],
    total: money(currency, base + tax),
  };
}

function newDocument(changes: Partial<IssuedDocument> = {}): IssuedDocument {
  const { number = "9971122334455" } = changes;
  return {
    number,
    conjunction: [number],
    passengerReference: "PT1",
    segmentReferences: ["ST1", "ST2"],
    issuedOn: "2026-11-21",
    issuingOffice: "DACBG2101",
    validatingCarrier: "BG",
    ...changes,
  };
}

function newBooking(
  changes: Partial<Pick<BookingRecord, "passengers" | "fares">> = {},
): BookingRecord {
  const total = money("BDT", 4_850_000n);
  const none = money("BDT", 0n);
  return {
    bookingId: 3,
    publicId: "bk_01arz3ndektsv4rrffq69g5fav",
    reference: "TVB-2026-000123",
    state: "HELD",
    version: 1,
    splitFrom: null,
    productCode: "air",
    branchId: null,
    branch: null,
    currency: "BDT",
    fareTotal: total,
    taxTotal: none,
    chargeTotal: none,
    vatTotal: none,
    total,
    ticketingDeadlineAt: null,
    issuedAt: null,
    createdAt: "2026-11-21T04:00:00.000000Z",
    updatedAt: "2026-11-21T04:00:00.000000Z",
    customer: {
      customerId: 70,
      publicId: "cus_01arz3ndektsv4rrffq69g5fav",
      displayName: "Padma Textiles",
      email: null,
      languageCode: "en",
      status: "active",
    },
    reservation: { gdsProviderCode: "1A", recordLocator: "YMUQL9" },
    passengers: [bookedPassenger(11)],
    segments: [bookedSegment(21, newSegment()), bookedSegment(22, newSegment(back))],
    fares: [bookedFare(1, {})],
    charges: [],
    tickets: [],
    ...changes,
  };
}

function bookedPassenger(
  passengerId: number,
  changes: Partial<BookedPassenger> = {},
): BookedPassenger {
  return {
    passengerId,
    number: passengerId - 10,
    type: "ADT",
    surname: "RAHMAN",
    givenNames: "AYESHA MRS",
    ...changes,
  };
}

function bookedSegment(segmentId: number, reserved: ReservedSegment): BookedSegment {
  const { reference: _, ...segment } = reserved;
  return { ...segment, segmentId, number: segmentId - 20 };
}

function bookedFare(
  fareNumber: number,
  {
    segmentIds = [21, 22],
    ...changes
  }: Partial<BookedFare> & { readonly segmentIds?: readonly number[] },
): BookedFare {
  return {
    fareId: 30 + fareNumber,
    fareNumber,
    passengerId: 11,
    supplier: {
      supplierId: 500,
      publicId: "sup_01arz3ndektsv4rrffq69g5fav",
      name: "Biman Bangladesh Airlines",
      airlineCode: "BG",
      settlementMode: "bsp",
      revenueRole: "agent",
      status: "active",
    },
    service: null,
    supplierFareReference: "T1",
    taxes: [],
    commission: money("BDT", 280_000n),
    commissionPercent: "7",
    formOfPayment: { kind: "cash" },
    coupons: segmentIds.map((segmentId, index) => ({
      segmentId,
      couponNumber: index + 1,
      fareBasis: "YOW",
    })),
    ...bookedPrice(4_000_000n, 850_000n),
    ...changes,
  };
}

function bookedPrice(base: bigint, tax: bigint): Pick<BookedFare, "base" | "taxTotal" | "total"> {
  return { base: money("BDT", base), taxTotal: money("BDT", tax), total: money("BDT", base + tax) };
}
