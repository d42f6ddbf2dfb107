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
import { postRecognition } from "./recognise";
import type { VoidEvent } from "./void";
import { postVoid } from "./void";

const bdt = booksIn("BDT");
const inTime = { voidedAt: "2026-11-21T17:29:59.999Z", cutOffAt: "2026-11-21T17:30:00Z" };

describe("postVoid", () => {
  test.each<[string, Partial<SoldBooking>, string[]]>([
    [
      "5.1's issuance",
      { charges: [["service_fee", "1000.00", "150.00"]] },
      [
        "1101 Cr 49650.00",
        "1109 Cr 2800.00 #1",
        "2011 Dr 48500.00 #1",
        "2031 Dr 2800.00 #1",
        "4031 Dr 1000.00",
        "2061 Dr 150.00",
      ],
    ],
    [
      "5.2's, paid by card",
      { tickets: [{ paidToAirline: true }], charges: [["service_fee", "1000.00", "150.00"]] },
      [
        "1101 Cr 1150.00",
        "1109 Cr 2800.00 #1",
        "2031 Dr 2800.00 #1",
        "4031 Dr 1000.00",
        "2061 Dr 150.00",
      ],
    ],
    [
      "5.3's, as principal",
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
      ["1101 Cr 1000.00", "2033 Dr 1000.00 #1", "1401 Cr 820.00 #1", "2012 Dr 820.00 #1"],
    ],
    [
      "one that was billed and settled at once",
      { tickets: [{ paidToAirline: true, commission: "0.00" }] },
      ["2011 Cr 48500.00 #1", "2011 Dr 48500.00 #1"],
    ],
    [
      "one in JPY",
      {
        currency: "JPY",
        tickets: [{ base: "98000", taxes: "21340", commission: "2940" }],
      },
      ["1101 Cr 119340", "1109 Cr 2940 #1", "2011 Dr 119340 #1", "2031 Dr 2940 #1"],
    ],
    [
      "one in BHD",
      {
        currency: "BHD",
        tickets: [{ base: "145.500", taxes: "38.275", commission: "2.500" }],
      },
      ["1101 Cr 183.775", "1109 Cr 2.500 #1", "2011 Dr 183.775 #1", "2031 Dr 2.500 #1"],
    ],
  ])("mirrors %s line by line", (_, sale, expected) => {
    const { event, entry } = voidOf(sale);
    const books = booksIn(sale.currency ?? "BDT");
    const posting = postVoid(event, books);
    expect(describeLines(posting.reversal.lines)).toEqual(expected);
    expect(posting.reversal.reversesJournalEntryId).toBe(12);
    expect(posting).toMatchObject({ recognitionLines: [], feeLines: [] });
    const reversal = buildEntry(posting.reversal.lines, books);
    expect(balancesOf([entry, reversal], { byDimensions: true })).toEqual({});
  });

  test.each<[string, string, string[]]>([
    ["300.00", "0.00", ["1101 Dr 300.00", "4033 Cr 300.00"]],
    ["300.00", "45.00", ["1101 Dr 345.00", "4033 Cr 300.00", "2061 Cr 45.00"]],
    ["0.00", "0.00", []],
  ])("books a fee of %s with VAT of %s as an entry of its own", (amount, vat, expected) => {
    const read = reader("BDT");
    const { event } = voidOf({});
    const { feeLines, reversal } = postVoid(
      { ...event, fee: { amount: read(amount), vat: read(vat) } },
      bdt,
    );
    expect(describeLines(feeLines)).toEqual(expected);
    expect(reversal.lines).toHaveLength(4);
  });

  test.each(["2026-11-21T17:30:00Z", "2026-11-21T17:30:00.001Z", "2026-11-22T00:00:00+06:00"])(
    "refuses a void at %s, from the cut-off on",
    (voidedAt) => {
      const { event } = voidOf({});
      expect(() => postVoid({ ...event, voidedAt }, bdt)).toThrow(
        expect.objectContaining({ code: "VOID_WINDOW_CLOSED" }),
      );
    },
  );

  test("releases nothing where all was recognised", () => {
    const { event } = voidOf({});
    const { recognised } = postRecognition({ ...event, through: "2027-01-01" }, bdt);
    const schedules = markRecognised(event.schedules, recognised);
    expect(postVoid({ ...event, schedules }, bdt).releases).toEqual([]);
  });

  test("refuses to void twice", () => {
    const { event } = voidOf({});
    const again = { ...event, issuance: { ...event.issuance, isReversed: true } };
    expect(() => postVoid(again, bdt)).toThrow(
      expect.objectContaining({ code: "ENTRY_ALREADY_REVERSED" }),
    );
  });

  test("takes back what a run had recognised on the day, and releases what waits", () => {
    const { event, entry } = voidOf({
      currency: "USD",
      tickets: [
        {
          base: "500.00",
          taxes: "120.00",
          commission: "35.00",
          segments: ["2026-11-21", "2026-12-03"],
        },
      ],
    });
    const books = booksIn("BDT", { "USD>BDT": "118.00000000" });
    const run = postRecognition({ ...event, through: "2026-11-21" }, books);
    const schedules = markRecognised(event.schedules, run.recognised);
    const posting = postVoid({ ...event, schedules }, books);
    expect(describeLines(posting.recognitionLines)).toEqual([
      "2031 Cr 17.50 = 2053.33 #1",
      "4011 Dr 17.50 = 2053.33 #1",
    ]);
    expect(
      posting.releases.map(({ slices }) => slices.map(({ lineNumber }) => lineNumber)),
    ).toEqual([[2]]);
    const entries = [run.lines, posting.reversal.lines, posting.recognitionLines].map((lines) =>
      buildEntry(lines, books),
    );
    expect(balancesOf([entry, ...entries], { byDimensions: true })).toEqual({});
  });
});

describe("postVoid of some of the tickets", () => {
  const family: Partial<SoldBooking> = {
    tickets: [{}, { base: "30000.00", taxes: "6000.00", commission: "2100.00" }],
    charges: [["service_fee", "1000.00", "150.00"]],
  };

  test("mirrors their lines and takes them off the customer's debt, the fee left", () => {
    const { event } = voidOf(family);
    const part = { ticketIds: new Set([2]), isRest: false };
    const { reversal } = postVoid({ ...event, part }, bdt);
    expect(reversal.reversesJournalEntryId).toBeUndefined();
    expect(describeLines(reversal.lines)).toEqual([
      "1101 Cr 36000.00",
      "1109 Cr 2100.00 #2",
      "2011 Dr 36000.00 #2",
      "2031 Dr 2100.00 #2",
    ]);
  });

  test.each(["BDT", "USD"])("comes to the exact mirror once none is left, in %s", (currency) => {
    const { event, entry } = voidOf({ ...family, currency });
    const books = booksIn("BDT", { "USD>BDT": "125.00000001" });
    const parts = [
      { ticketIds: new Set([2]), isRest: false },
      { ticketIds: new Set([1]), isRest: true },
    ];
    const entries = parts.map((part) =>
      buildEntry(postVoid({ ...event, part }, books).reversal.lines, books),
    );
    for (const book of ["transaction", "functional"] as const) {
      expect(balancesOf([entry, ...entries], { byDimensions: true, book })).toEqual({});
    }
  });

  test("leaves the debt alone where the airline took the price by card", () => {
    const { event } = voidOf({ tickets: [{}, { paidToAirline: true }] });
    const part = { ticketIds: new Set([2]), isRest: false };
    expect(describeLines(postVoid({ ...event, part }, bdt).reversal.lines)).toEqual([
      "1109 Cr 2800.00 #2",
      "2031 Dr 2800.00 #2",
    ]);
  });

  test("refuses a part of what was reversed as a whole", () => {
    const { event } = voidOf(family);
    const part = { ticketIds: new Set([2]), isRest: false };
    const again = { ...event, part, issuance: { ...event.issuance, isReversed: true } };
    expect(() => postVoid(again, bdt)).toThrow(
      expect.objectContaining({ code: "ENTRY_ALREADY_REVERSED" }),
    );
  });
});

function voidOf(sale: Partial<SoldBooking>) {
  const foreign = sale.currency === "USD";
  const { event, entry, schedules } = issueBooking(
    sale,
    booksIn(foreign ? "BDT" : (sale.currency ?? "BDT"), { "USD>BDT": "117.33320000" }),
  );
  const voided: VoidEvent = {
    sale: event,
    issuance: { journalEntryId: 12, isReversed: false, lines: entry.lines },
    schedules,
    ...inTime,
  };
  return { event: voided, entry };
}
