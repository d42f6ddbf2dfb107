import { formatAmount, money } from "./money";
import { scheduleDeferral, toServiceSegment } from "./recognition";
import type { Guest, StayToPrice } from "./stay";
import { priceStay } from "./stay";

const adult = { type: "ADT", surname: "RAHMAN", givenNames: "AYESHA", room: 1 } as const;
const guests: readonly Guest[] = [
  adult,
  { ...adult, givenNames: "KAMAL" },
  { ...adult, givenNames: "NABIL", room: 2 },
  { ...adult, type: "CHD", givenNames: "MINA", room: 2, age: 7 },
];

describe("priceStay", () => {
  test("sells all rooms on one voucher, in the name of the first guest", () => {
    const priced = priceStay(offer(), guests, [
      { type: "mark_up", amount: money("EUR", 18_000n), vatPercent: "0" },
    ]);
    expect(priced.fares).toMatchObject([
      { fareNumber: 1, passengerReference: "G1", segmentReferences: ["S1"], fareBases: ["BB"] },
    ]);
    expect(priced.passengers.map(({ room, age }) => [room, age])).toEqual([
      [1, undefined],
      [1, undefined],
      [2, undefined],
      [2, 7],
    ]);
    expect(priced.segments).toMatchObject([
      {
        departsLocal: "2027-01-05T00:00",
        arrivesLocal: "2027-01-08T00:00",
        stay: { hotelCode: "1533", hotelName: "Harbour Hotel" },
      },
    ]);
    expect([priced.fareTotal, priced.chargeTotal, priced.total].map(formatAmount)).toEqual([
      "820.00",
      "180.00",
      "1000.00",
    ]);
    expect(priced.stay).toMatchObject({ offerReference: "rate-1~rate-2", payment: "prepaid" });
  });

  test.each([
    ["a guest is missing", guests.slice(0, 3)],
    ["there is one too many", [...guests, { ...adult, room: 1 }]],
    ["a child is of another age", [...guests.slice(0, 3), { ...guests[3], ...adult, room: 2 }]],
    ["one is in a room that is not offered", [...guests, { ...adult, room: 3 }]],
    ["a child comes first", guests.toReversed()],
  ])("refuses the guests where %s", (_name, others) => {
    expect(() => priceStay(offer(), others, [])).toThrow(
      expect.objectContaining({ code: "PASSENGERS_INVALID" }),
    );
  });

  test.each(["2027-01-05", "2027-01-04", "2027-02-05"])("refuses a stay until %s", (checkOut) => {
    expect(() => priceStay(offer({ checkOut }), guests, [])).toThrow(
      expect.objectContaining({ code: "ITINERARY_INVALID" }),
    );
  });
});

describe("a stay's revenue", () => {
  const nights = toServiceSegment({
    segmentId: 9,
    departsLocal: "2026-11-28T00:00",
    arrivesLocal: "2026-12-05T00:00",
    stay: {},
  });

  test("is earned by night: 428.57 in November and 571.43 in December of seven", () => {
    const slices = scheduleDeferral(money("BDT", 100_000n), "over_service_period", [nights]);
    expect(slices.map(({ recogniseOn }) => recogniseOn)).toEqual([
      "2026-11-28",
      "2026-11-29",
      "2026-11-30",
      "2026-12-01",
      "2026-12-02",
      "2026-12-03",
      "2026-12-04",
    ]);
    const november = slices.filter(({ recogniseOn }) => recogniseOn < "2026-12-01");
    expect(november.reduce((sum, { amount }) => sum + amount.minor, 0n)).toBe(42_857n);
  });

  test("or at once, when the guest leaves", () => {
    expect(scheduleDeferral(money("BDT", 100_000n), "at_departure", [nights])).toEqual([
      { segmentId: 9, recogniseOn: "2026-12-05", amount: money("BDT", 100_000n) },
    ]);
  });
});

function offer(change: Partial<StayToPrice> = {}): StayToPrice {
  const room = { roomCode: "DBL.ST", roomName: "Double", boardCode: "BB", boardName: "Breakfast" };
  const total = { amount: "410.00", currency: "EUR" };
  return {
    hotelCode: "1533",
    hotelName: "Harbour Hotel",
    destinationCode: "DXB",
    checkIn: "2027-01-05",
    checkOut: "2027-01-08",
    payment: "prepaid",
    offerReference: "rate-1~rate-2",
    rooms: [
      { ...room, adults: 2, childAges: [], total },
      { ...room, adults: 1, childAges: [7], total },
    ],
    cancellationFees: [],
    total: money("EUR", 82_000n),
    ...change,
  };
}
