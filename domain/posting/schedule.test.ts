import { issueBooking } from "../../tests/harness/issued-booking";
import { booksIn, reader } from "../../tests/harness/posting-books";
import type { Valuation } from "../journal/valuation";
import { formatAmount, money } from "../money";
import type { StoredSchedule } from "./schedule";
import { amountOf, releaseFromEnd, releaseOf, shortenSchedule, worthOf } from "./schedule";

const usd = reader("USD");

/** 35.00 USD over three coupons: 11.67, 11.66, 11.67; of 4,106.66 BDT 1,368.89, 1,368.88, 1,368.89. */
const [commission] = issueBooking(
  {
    currency: "USD",
    tickets: [
      {
        base: "500.00",
        taxes: "120.00",
        commission: "35.00",
        segments: ["2026-12-01", "2026-12-05", "2026-12-09"],
      },
    ],
  },
  booksIn("BDT", { "USD>BDT": "117.33320000" }),
).schedules as readonly [StoredSchedule];

describe("releaseOf", () => {
  test("is everything that waits of the coupons, at its own worth", () => {
    expect(describeSlices(releaseOf(commission, [2, 3]))).toEqual([
      "2 11.66 = 1368.88",
      "3 11.67 = 1368.89",
    ]);
  });

  test("is nothing of what was recognised", () => {
    expect(describeSlices(releaseOf(flown(commission, 2), "all"))).toEqual(["3 11.67 = 1368.89"]);
  });

  test("is nothing of what was released before", () => {
    const once = shortenSchedule(commission, [releaseOf(commission, [3])]);
    expect(describeSlices(releaseOf(once, "all"))).toEqual([
      "1 11.67 = 1368.89",
      "2 11.66 = 1368.88",
    ]);
  });

  test("is what of no amount is worth something in the books alone", () => {
    const { schedules } = issueBooking(
      {
        currency: "JPY",
        tickets: [
          { base: "100", taxes: "0", commission: "1", segments: ["2026-12-01", "2026-12-05"] },
        ],
      },
      booksIn("BDT", { "JPY>BDT": "0.78000000" }),
    );
    expect(schedules.flatMap((schedule) => describeSlices(releaseOf(schedule, [2])))).toEqual([
      "2 0 = 0.39",
    ]);
  });

  test("under at_departure is nothing of single coupons: the slice stands for the whole ticket", () => {
    const whole: StoredSchedule = { ...commission, policy: "at_departure" };
    expect(releaseOf(whole, [1]).slices).toEqual([]);
    expect(releaseOf(whole, "all").slices).toHaveLength(3);
  });
});

describe("releaseFromEnd", () => {
  test.each<[string, string[]]>([
    ["0.00", []],
    ["0.01", ["3 0.01 = 1.17"]],
    ["11.67", ["3 11.67 = 1368.89"]],
    ["20.00", ["3 11.67 = 1368.89", "2 8.33 = 977.94"]],
    ["99.00", ["3 11.67 = 1368.89", "2 11.66 = 1368.88", "1 11.67 = 1368.89"]],
  ])("of %s begins with the last coupon", (amount, expected) => {
    expect(describeSlices(releaseFromEnd(commission, usd(amount)))).toEqual(expected);
  });
});

describe("shortenSchedule", () => {
  test("lessens what waits by each release, to the last minor unit of amount and worth", () => {
    const first = releaseFromEnd(commission, usd("20.00"));
    const once = shortenSchedule(commission, [first]);
    expect(describeSlices(once)).toEqual(["1 11.67 = 1368.89", "2 3.33 = 390.94", "3 0.00 = 0.00"]);
    const second = releaseOf(once, "all");
    expect(describeSlices(shortenSchedule(once, [second]))).toEqual([
      "1 0.00 = 0.00",
      "2 0.00 = 0.00",
      "3 0.00 = 0.00",
    ]);
    expect(shortenSchedule(commission, [first, second])).toEqual(shortenSchedule(once, [second]));
  });

  test("leaves another schedule, and what was recognised, as they are", () => {
    const other = { ...releaseOf(commission, "all"), scheduleId: 99 };
    expect(shortenSchedule(commission, [other])).toEqual(commission);
    const started = flown(commission, 1);
    const [first] = shortenSchedule(started, [releaseOf(started, "all")]).slices;
    expect(first).toEqual(started.slices[0]);
  });
});

describe("amountOf and worthOf", () => {
  test("sum slices, and know no worth where none is carried", () => {
    expect(amountOf(commission.slices, "USD")).toEqual(usd("35.00"));
    expect(worthOf(commission.slices)?.functional).toEqual(money("BDT", 410_666n));
    expect(worthOf([{}])).toBeUndefined();
  });
});

function flown(schedule: StoredSchedule, count: number): StoredSchedule {
  return {
    ...schedule,
    slices: schedule.slices.map((slice) => ({
      ...slice,
      isRecognised: slice.lineNumber <= count,
    })),
  };
}

function describeSlices({
  slices,
}: {
  readonly slices: readonly {
    readonly lineNumber: number;
    readonly amount: ReturnType<typeof usd>;
    readonly carriedAt?: Valuation;
  }[];
}): string[] {
  return slices.map(
    ({ lineNumber, amount, carriedAt }) =>
      `${lineNumber} ${formatAmount(amount)} = ${carriedAt && formatAmount(carriedAt.functional)}`,
  );
}
