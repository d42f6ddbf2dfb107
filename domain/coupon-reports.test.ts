import type { BookingRecord } from "./booking-record";
import type { CouponReportFacts, ToldCoupon } from "./coupon-reports";
import { planCouponReports } from "./coupon-reports";
import { formatAmount, money, sum } from "./money";
import type { WaitingSlice } from "./move-slices";
import { moveSlices } from "./move-slices";
import { postRecognition } from "./posting/recognise";
import type { StoredSchedule } from "./posting/schedule";
import { Refusal } from "./refusal";

const number = "9970000000001";

/** Two flights of one ticket, on 10 and 20 November 2026, issued on 1 October. */
const booking = bookingWith(["OPEN", "OPEN"]);

function bookingWith(statuses: readonly string[], status = "ISSUED"): BookingRecord {
  const segments = ["2026-11-10T09:00", "2026-11-20T22:00"].map((departsLocal, index) => ({
    segmentId: 21 + index,
    departsLocal,
  }));
  const ticket = {
    ticketId: 41,
    number,
    firstTicketNumber: number,
    status,
    issuedOn: "2026-10-01",
    coupons: statuses.map((coupon, index) => ({
      couponNumber: index + 1,
      segmentId: 21 + index,
      status: coupon,
      fareBasis: null,
    })),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parts that reports look at
  return {
    segments,
    tickets: [ticket],
  } as unknown as BookingRecord;
}

const coupon = (
  couponNumber: number,
  outcome: ToldCoupon["outcome"],
  more: Partial<ToldCoupon> = {},
): ToldCoupon => ({ ticketNumber: number, couponNumber, outcome, ...more });

const facts: CouponReportFacts = { earlier: [], noShow: "service_day", today: "2026-12-05" };

const plan = (
  told: readonly ToldCoupon[],
  more: Partial<CouponReportFacts> = {},
  of: BookingRecord = booking,
) => planCouponReports(of, told, { ...facts, ...more });

const dueOf = (told: readonly ToldCoupon[], more?: Partial<CouponReportFacts>) =>
  plan(told, more).map(({ rule, dueOn }) => `${rule} ${dueOn}`);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "none";
}

describe("planCouponReports", () => {
  test.each<[string, readonly ToldCoupon[], Partial<CouponReportFacts>, string[]]>([
    ["flown is earned on its day", [coupon(1, "flown")], {}, ["flown 2026-11-10"]],
    [
      "flown late on the day that it was",
      [coupon(1, "flown", { on: "2026-11-11" })],
      {},
      ["flown 2026-11-11"],
    ],
    ["missed on the day of its flight", [coupon(2, "no_show")], {}, ["no_show 2026-11-20"]],
    [
      "missed with the flight before it, on that one's day",
      [coupon(2, "no_show"), coupon(1, "no_show")],
      { today: "2026-11-12" },
      ["no_show 2026-11-10", "no_show 2026-11-10"],
    ],
    [
      "missed, where the partner waits for the expiry, a year after the issue",
      [coupon(1, "no_show")],
      { noShow: "at_expiry" },
      ["no_show_expiry 2027-10-01"],
    ],
    [
      "unused a year after its first flight was flown",
      [coupon(2, "unused"), coupon(1, "flown")],
      {},
      ["flown 2026-11-10", "unused_expiry 2027-11-10"],
    ],
    [
      "unused on the day that it was told to expire",
      [coupon(2, "unused", { expiresOn: "2027-01-31" })],
      { today: "2026-11-01" },
      ["unused_expiry 2027-01-31"],
    ],
  ])("a coupon that is %s", (_name, told, more, expected) => {
    expect(dueOf(told, more)).toEqual(expected);
  });

  test("takes what was missed for flown after all, and nothing after that", () => {
    const earlier = [
      { ticketId: 41, couponNumber: 1, outcome: "no_show", on: "2026-11-10" } as const,
    ];
    expect(dueOf([coupon(1, "flown")], { earlier })).toEqual(["flown 2026-11-10"]);
    const again = () => plan([coupon(1, "unused")], { earlier });
    expect(codeOf(again)).toBe("COUPON_REPORTED");
  });

  test.each<[string, () => unknown, string]>([
    ["told twice", () => plan([coupon(1, "flown"), coupon(1, "flown")]), "COUPON_REPORTED"],
    [
      "flown before",
      () => plan([coupon(1, "no_show")], {}, bookingWith(["FLOWN", "OPEN"])),
      "COUPON_REPORTED",
    ],
    [
      "flown before it departs",
      () => plan([coupon(2, "flown", { on: "2026-11-19" })]),
      "COUPON_NOT_DEPARTED",
    ],
    [
      "flown tomorrow",
      () => plan([coupon(2, "flown")], { today: "2026-11-19" }),
      "COUPON_NOT_DEPARTED",
    ],
    [
      "missed tomorrow",
      () => plan([coupon(2, "no_show")], { today: "2026-11-19" }),
      "COUPON_NOT_DEPARTED",
    ],
    [
      "refunded",
      () => plan([coupon(2, "flown")], {}, bookingWith(["FLOWN", "REFUNDED"])),
      "COUPON_NOT_OPEN",
    ],
    [
      "of a voided ticket",
      () => plan([coupon(1, "unused")], {}, bookingWith(["OPEN", "OPEN"], "VOIDED")),
      "COUPON_NOT_OPEN",
    ],
    ["unknown", () => plan([coupon(3, "flown")]), "NOT_FOUND"],
    [
      "expired before its issue",
      () => plan([coupon(1, "unused", { expiresOn: "2026-09-30" })]),
      "SERVICE_BEFORE_ISSUE",
    ],
  ])("refuses a coupon that is %s", (_name, act, code) => {
    expect(codeOf(act)).toBe(code);
  });
});

/** The table of docs/recognition.md: 4,795.00 for two flights. */
describe("the worked example", () => {
  const half = money("BDT", 239_750n);
  const run = (told: readonly ToldCoupon[], more: Partial<CouponReportFacts>, through: string) => {
    const reports = plan(told, { today: "2026-12-02", ...more });
    const slices = [
      { lineId: 1, segmentId: 21, dueOn: "2026-11-10" },
      { lineId: 2, segmentId: 22, dueOn: "2026-11-20" },
    ].map((slice) => ({ ...slice, ticketId: 41, policy: "per_segment" as const, moves: 0 }));
    const moves = moveSlices(booking, slices, { reports, earlier: [] });
    const schedule: StoredSchedule = {
      scheduleId: 1,
      kind: "commission",
      policy: "per_segment",
      ticketId: 41,
      supplierId: 1,
      deferredAccount: "2031",
      recognisedAccount: "4011",
      slices: slices.map((slice) => ({
        lineNumber: slice.lineId,
        segmentId: slice.segmentId,
        recogniseOn: moves.find((move) => move.slice === slice)?.dueOn ?? slice.dueOn,
        amount: half,
        isRecognised: false,
      })),
    };
    const sale = { bookingId: 1, customerId: 1, productCode: "AIR" };
    const { recognised } = postRecognition(
      { sale, schedules: [schedule], through },
      { functional: "BDT", rateOf: () => "1" },
    );
    return formatAmount(
      sum(
        "BDT",
        recognised.map(({ amount }) => amount),
      ),
    );
  };
  const none = "0.00";
  const one = "2397.50";
  const both = "4795.00";

  test.each<[string, readonly ToldCoupon[], Partial<CouponReportFacts>, string[]]>([
    ["nothing", [], {}, [both, both, both, both]],
    [
      "flown late",
      [coupon(1, "flown"), coupon(2, "flown", { on: "2026-12-01" })],
      {},
      [one, both, both, both],
    ],
    ["missed", [coupon(1, "no_show"), coupon(2, "no_show")], {}, [both, both, both, both]],
    [
      "missed, and waited for",
      [coupon(1, "no_show"), coupon(2, "no_show")],
      { noShow: "at_expiry" },
      [none, none, both, both],
    ],
    ["half unused", [coupon(1, "flown"), coupon(2, "unused")], {}, [one, one, one, both]],
    ["unused", [coupon(1, "unused"), coupon(2, "unused")], {}, [none, none, both, both]],
  ])("%s", (_name, told, more, expected) => {
    const ends = ["2026-11-30", "2026-12-31", "2027-10-31", "2027-11-30"];
    expect(ends.map((through) => run(told, more, through))).toEqual(expected);
  });
});

describe("moveSlices", () => {
  const slice = (
    lineId: number,
    policy: WaitingSlice["policy"],
    segmentId: number | null,
    dueOn: string,
  ): WaitingSlice => ({ lineId, ticketId: 41, policy, segmentId, dueOn, moves: 0 });
  const perSegment = [
    slice(1, "per_segment", 21, "2026-11-10"),
    slice(2, "per_segment", 22, "2026-11-20"),
  ];
  const overPeriod = Array.from({ length: 11 }, (_, day) =>
    slice(100 + day, "over_service_period", null, `2026-11-${10 + day}`),
  );
  const moved = (slices: readonly WaitingSlice[], told: readonly ToldCoupon[]) =>
    moveSlices(booking, slices, { reports: plan(told), earlier: [] }).map(
      (move) => `${move.slice.lineId} ${move.rule} ${move.dueOn}`,
    );

  test("moves the slice of each flight that was told of, where its day is another", () => {
    const told = [coupon(1, "flown"), coupon(2, "unused")];
    expect(moved(perSegment, told)).toEqual(["2 unused_expiry 2027-11-10"]);
  });

  test("moves what waits for the first departure with the first flight alone", () => {
    const first = [slice(1, "at_departure", 21, "2026-11-10")];
    expect(moved(first, [coupon(1, "unused")])).toEqual(["1 unused_expiry 2027-10-01"]);
    expect(moved(first, [coupon(2, "unused")])).toEqual([]);
  });

  test("moves a journey's days once none of its flights is left to be taken", () => {
    expect(moved(overPeriod, [coupon(2, "unused")])).toEqual([]);
    const all = moved(overPeriod, [coupon(1, "unused"), coupon(2, "unused")]);
    expect(all).toHaveLength(11);
    expect(new Set(all.map((move) => move.slice(4)))).toEqual(
      new Set(["unused_expiry 2027-10-01"]),
    );
  });
});
