import type { BookedFare, BookingRecord } from "./booking-record";
import type { RepricedFare } from "./match-reservation";
import { money } from "./money";
import { toChangedPrice, toPriceRefusal } from "./price-change";
import type { StoredFare } from "./reservation";

const bdt = (minor: bigint) => money("BDT", minor);

function fare(fareNumber: number, commissionPercent: string | null = "7"): BookedFare {
  return {
    fareId: 30 + fareNumber,
    fareNumber,
    passengerId: 11,
    supplier: {
      supplierId: 500,
      publicId: "sup_01arz3ndektsv4rrffq69g5fav",
      name: "Biman",
      airlineCode: "BG",
      settlementMode: "bsp",
      revenueRole: "agent",
      status: "active",
    },
    service: null,
    supplierFareReference: "T1",
    base: bdt(4_000_000n),
    taxes: [{ code: "BD", amount: bdt(850_000n) }],
    taxTotal: bdt(850_000n),
    total: bdt(4_850_000n),
    commission: bdt(280_000n),
    commissionPercent,
    formOfPayment: { kind: "cash" },
    coupons: [{ segmentId: 21, couponNumber: 1, fareBasis: "YOW" }],
  };
}

function bookingOf(fares: readonly BookedFare[]) {
  const booking = {
    currency: "BDT",
    fareTotal: bdt(4_000_000n * BigInt(fares.length)),
    taxTotal: bdt(850_000n * BigInt(fares.length)),
    fares,
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a price goes by
  return booking as unknown as BookingRecord;
}

function repriced(
  booked: BookedFare,
  base: bigint,
  { currency = "BDT", ...change }: Partial<StoredFare> & { readonly currency?: string } = {},
): RepricedFare {
  const stored: StoredFare = {
    reference: "T2",
    passengerReferences: ["PT1"],
    segmentReferences: ["ST1"],
    validatingCarrier: "BG",
    fare: {
      base: money(currency, base),
      taxes: [{ code: "BD", amount: money(currency, 900_000n) }],
      total: money(currency, base + 900_000n),
    },
    formOfPayment: { kind: "cash" },
    fareBases: ["YRT"],
    ...change,
  };
  return { booked, stored, fareBases: ["YRT"] };
}

describe("toChangedPrice", () => {
  test("counts the fares that change with those that stay", () => {
    const [first, second] = [fare(1), fare(2)];
    expect(toChangedPrice(bookingOf([first, second]), [repriced(first, 4_100_000n)])).toMatchObject(
      {
        oldFare: bdt(8_000_000n),
        oldTax: bdt(1_700_000n),
        newFare: bdt(8_100_000n),
        newTax: bdt(1_750_000n),
        fares: [{ fareNumber: 1, supplierFareReference: "T2", fareBases: ["YRT"] }],
      },
    );
  });

  test.each<[string, string | null, StoredFare["commission"], bigint, string | null]>([
    ["the percentage agreed", "7", undefined, 287_000n, "7"],
    ["the amount agreed", null, undefined, 280_000n, null],
    ["the supplier's percentage", "7", { kind: "percent", percent: "5" }, 205_000n, "5"],
    ["the supplier's amount", "7", { kind: "amount", amount: bdt(100n) }, 100n, null],
  ])("earns %s on the new fare", (_, agreed, terms, minor, percent) => {
    const booked = fare(1, agreed);
    const change = repriced(booked, 4_100_000n, terms === undefined ? {} : { commission: terms });
    expect(toChangedPrice(bookingOf([booked]), [change])?.fares).toMatchObject([
      { commission: bdt(minor), commissionPercent: percent },
    ]);
  });

  test("refuses a fare whose parts do not add up", () => {
    const booked = fare(1);
    const wrong = { base: bdt(1n), taxes: [], total: bdt(2n) };
    expect(() =>
      toChangedPrice(bookingOf([booked]), [repriced(booked, 1n, { fare: wrong })]),
    ).toThrow(expect.objectContaining({ code: "FARE_UNBALANCED" }));
  });

  test("is none in another currency", () => {
    const booked = fare(1);
    const change = repriced(booked, 40_000n, { currency: "USD" });
    expect(toChangedPrice(bookingOf([booked]), [change])).toBeUndefined();
  });
});

describe("toPriceRefusal", () => {
  test("says both totals, each with its currencies", () => {
    const [first, second] = [fare(1), fare(2)];
    const change = repriced(first, 40_000n, { currency: "USD" });
    expect(toPriceRefusal(bookingOf([first, second]), [change], undefined)).toMatchObject({
      code: "PRICE_CHANGED",
      details: { oldTotal: "97000.00 BDT", newTotal: "48500.00 BDT, 9400.00 USD" },
    });
  });
});
