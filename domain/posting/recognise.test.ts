import type { SoldBooking } from "../../tests/harness/issued-booking";
import { issueBooking } from "../../tests/harness/issued-booking";
import {
  balancesOf,
  booksIn,
  describeLines,
  markRecognised,
  reader,
} from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import { scheduleOverPeriod } from "../recognition";
import { postRecognition } from "./recognise";
import type { StoredSchedule } from "./schedule";

const bdt = booksIn("BDT");
const two = { segments: ["2026-12-24", "2027-01-03"] };

describe("postRecognition", () => {
  test.each<[string, Partial<SoldBooking>, string, string[]]>([
    [
      "5.1's commission on the day of departure: Dr 2031 / Cr 4011",
      {},
      "2026-12-24",
      ["2031 Dr 2800.00 #1", "4011 Cr 2800.00 #1"],
    ],
    ["nothing a day before", {}, "2026-12-23", []],
    [
      "one coupon of two",
      { tickets: [two] },
      "2026-12-31",
      ["2031 Dr 1400.00 #1", "4011 Cr 1400.00 #1"],
    ],
    [
      "every coupon that is late, slice by slice",
      { tickets: [two] },
      "2027-06-30",
      ["2031 Dr 1400.00 #1", "4011 Cr 1400.00 #1", "2031 Dr 1400.00 #1", "4011 Cr 1400.00 #1"],
    ],
    [
      "commission, mark-up and fee, each to its own revenue",
      {
        charges: [
          ["mark_up", "1500.00", "0.00"],
          ["service_fee", "1000.00", "150.00"],
        ],
        recognition: { serviceFee: "at_departure" },
      },
      "2026-12-24",
      [
        "2031 Dr 2800.00 #1",
        "4011 Cr 2800.00 #1",
        "2032 Dr 1500.00 #1",
        "4032 Cr 1500.00 #1",
        "2032 Dr 1000.00 #1",
        "4031 Cr 1000.00 #1",
      ],
    ],
    [
      "5.3's price and cost by the same schedule: Dr 2033 / Cr 4022, Dr 5022 / Cr 1401",
      {
        tickets: [
          {
            settlement: "direct",
            revenueRole: "principal",
            base: "820.00",
            taxes: "0.00",
            commission: "0.00",
          },
        ],
        charges: [["mark_up", "180.00", "0.00"]],
      },
      "2026-12-24",
      ["2033 Dr 1000.00 #1", "4022 Cr 1000.00 #1", "1401 Cr 820.00 #1", "5022 Dr 820.00 #1"],
    ],
    [
      "in JPY a third of 100",
      {
        currency: "JPY",
        tickets: [
          {
            base: "5000",
            taxes: "0",
            commission: "100",
            segments: ["2026-12-01", "2026-12-05", "2026-12-09"],
          },
        ],
      },
      "2026-12-01",
      ["2031 Dr 33 #1", "4011 Cr 33 #1"],
    ],
    [
      "in BHD a third of 2.500",
      {
        currency: "BHD",
        tickets: [
          {
            base: "100.000",
            taxes: "0.000",
            commission: "2.500",
            segments: ["2026-12-01", "2026-12-05", "2026-12-09"],
          },
        ],
      },
      "2026-12-01",
      ["2031 Dr 0.833 #1", "4011 Cr 0.833 #1"],
    ],
  ])("recognises %s", (_, sale, through, expected) => {
    const { event, schedules } = issueBooking(sale);
    const books = booksIn(event.currency);
    const { lines } = postRecognition({ sale: event, schedules, through }, books);
    expect(describeLines(lines)).toEqual(expected);
  });

  test.each([
    ["2026-11-30", "2034", "4023", "428.57"],
    ["2026-12-31", "2034", "4023", "1000.00"],
    ["2026-11-30", "2035", "4031", "428.57"],
  ])("recognises nights through %s: %s to %s, in all %s", (through, from, to, expected) => {
    const nights = scheduleOverPeriod(reader("BDT")("1000.00"), {
      startsOn: "2026-11-28",
      endsOn: "2026-12-05",
    });
    const stay: StoredSchedule = {
      scheduleId: 1,
      kind: "principal_revenue",
      policy: "per_segment",
      ticketId: 1,
      supplierId: 500,
      deferredAccount: from,
      recognisedAccount: to,
      slices: nights.map((night, index) => ({
        ...night,
        lineNumber: index + 1,
        isRecognised: false,
      })),
    };
    const sale = { bookingId: 3, customerId: 70, productCode: "hotel" };
    const entry = buildEntry(postRecognition({ sale, schedules: [stay], through }, bdt).lines, bdt);
    const { minor } = reader("BDT")(expected);
    expect(balancesOf([entry])).toEqual({ [from]: minor, [to]: -minor });
  });

  test("recognises no slice twice, in whatever steps the runs come", () => {
    const { event, schedules } = issueBooking({ tickets: [two] });
    const first = postRecognition({ sale: event, schedules, through: "2026-12-24" }, bdt);
    const after = markRecognised(schedules, first.recognised);
    const again = postRecognition({ sale: event, schedules: after, through: "2026-12-24" }, bdt);
    expect(again).toEqual({ lines: [], recognised: [] });
    const last = postRecognition({ sale: event, schedules: after, through: "2027-01-03" }, bdt);
    expect(last.recognised).toEqual([expect.objectContaining({ scheduleId: 1, lineNumber: 2 })]);
  });

  test("logs a slice that rounds to zero, without a line, and goes on", () => {
    const sale = {
      currency: "USD",
      tickets: [
        {
          base: "1.00",
          taxes: "0.00",
          commission: "0.01",
          segments: ["2026-12-01", "2026-12-05", "2026-12-09"],
        },
      ],
    };
    const { event, schedules } = issueBooking(sale);
    const run = (through: string) =>
      postRecognition({ sale: event, schedules, through }, booksIn("USD"));
    expect(run("2026-12-01")).toMatchObject({
      lines: [],
      recognised: [{ scheduleId: 1, lineNumber: 1, amount: { minor: 0n } }],
    });
    expect(describeLines(run("2026-12-09").lines)).toEqual(["2031 Dr 0.01 #1", "4011 Cr 0.01 #1"]);
  });

  test("recognises at the worth of the day it was deferred, even what is worth something in BDT alone", () => {
    const { event, schedules } = issueBooking(
      {
        currency: "JPY",
        tickets: [
          { base: "100", taxes: "0", commission: "1", segments: ["2026-12-01", "2026-12-05"] },
        ],
      },
      booksIn("BDT", { "JPY>BDT": "0.78000000" }),
    );
    const later = booksIn("BDT", { "JPY>BDT": "0.81000000" });
    const { lines } = postRecognition({ sale: event, schedules, through: "2026-12-05" }, later);
    expect(describeLines(lines)).toEqual([
      "2031 Dr 1 = 0.39 #1",
      "4011 Cr 1 = 0.39 #1",
      "2031 Dr 0 = 0.39 #1",
      "4011 Cr 0 = 0.39 #1",
    ]);
    expect(buildEntry(lines, later).functionalTotal.minor).toBe(78n);
  });

  test("says the day of service on the revenue, and takes the deferral off where it was booked", () => {
    const { event, schedules, entry } = issueBooking({ tickets: [two] });
    const { lines } = postRecognition({ sale: event, schedules, through: "2027-01-03" }, bdt);
    const deferred = entry.lines.find(({ account }) => account === "2031");
    for (const line of lines.filter(({ account }) => account === "2031")) {
      expect(line.dimensions).toEqual(deferred?.dimensions);
    }
    expect(
      lines
        .filter(({ account }) => account === "4011")
        .map(({ dimensions }) => dimensions.serviceDate),
    ).toEqual(["2026-12-24", "2027-01-03"]);
  });
});
