import * as fc from "fast-check";

import { balancesOf, booksIn } from "../../tests/harness/posting-books";
import { formatRate, money } from "../money";
import type { BuiltEntry } from "./build-entry";
import { buildEntry } from "./build-entry";
import { credit, debit } from "./posting";
import { reverseEntry } from "./reverse-entry";

const dimensions = { customerId: 70, bookingId: 3, ticketId: 1, supplierId: 500, taxCode: "VAT" };
const usd = (minor: bigint) => money("USD", minor);
const issuance = buildEntry(
  [
    debit("1101", usd(64_000n), dimensions),
    debit("1109", usd(3_500n), dimensions),
    credit("2011", usd(62_000n), dimensions),
    credit("2031", usd(3_500n), dimensions),
    credit("4031", usd(2_000n), { bookingId: 3 }),
  ],
  booksIn("BDT", { "USD>BDT": "117.33320000" }),
);

describe("reverseEntry", () => {
  test("mirrors 5.8's issuance at its own rate, its rounding line with it", () => {
    const { lines, reversesJournalEntryId } = reverseEntry(stored(issuance));
    expect(reversesJournalEntryId).toBe(12);
    // The day's rate is another, and unknown: nothing is converted anew.
    const reversal = buildEntry(lines, booksIn("BDT"));
    expect(reversal.lines).toEqual(
      issuance.lines.map((line) => ({
        ...line,
        side: line.side === "debit" ? "credit" : "debit",
      })),
    );
    expect(reversal.functionalTotal).toEqual(issuance.functionalTotal);
  });

  test("refuses an entry that was reversed before", () => {
    expect(() => reverseEntry({ ...stored(issuance), isReversed: true })).toThrow(
      expect.objectContaining({
        code: "ENTRY_ALREADY_REVERSED",
        details: { journalEntryId: 12 },
      }),
    );
  });

  test.each<[string, string | undefined, string | undefined]>([
    ["has begun to report in EUR since", undefined, "EUR"],
    ["has ceased to report in EUR since", "EUR", undefined],
    ["reports in GBP since", "EUR", "GBP"],
    ["reports in EUR as before, at other rates", "EUR", "EUR"],
  ])("keeps the entry's own reporting amounts where the partner %s", (_, before, since) => {
    const lines = [
      debit("1101", usd(3n), {}),
      credit("2011", usd(2n), {}),
      credit("4031", usd(1n), {}),
    ];
    const rates = { "USD>BDT": "117.33320000", "USD>EUR": "0.92345000", "USD>GBP": "0.8" };
    const entry = buildEntry(lines, booksIn("BDT", rates, before));
    const reversal = buildEntry(
      reverseEntry(stored(entry)).lines,
      booksIn("BDT", { ...rates, "USD>EUR": "0.5" }, since),
    );
    expect(
      reversal.lines.map(({ reporting, reportingFxRate }) => [reporting, reportingFxRate]),
    ).toEqual(entry.lines.map(({ reporting, reportingFxRate }) => [reporting, reportingFxRate]));
  });

  test("brings every account and dimension back to zero in every currency, whatever the rates", () => {
    const rate = fc.bigInt({ min: 1n, max: 10n ** 11n }).map(formatRate);
    const part = fc.record({
      minor: fc.bigInt({ min: 1n, max: 10n ** 9n }),
      account: fc.constantFrom("1101", "1109", "4031", "2061"),
      ticketId: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.constantFrom("JPY", "BDT", "USD", "BHD"),
        fc.constantFrom("JPY", "BDT", "USD", "BHD"),
        rate,
        rate,
        (parts, currency, functional, first, second) => {
          const total = parts.reduce((sum, { minor }) => sum + minor, 0n);
          const entry = buildEntry(
            [
              ...parts.map(({ minor, account, ticketId }) =>
                debit(account, money(currency, minor), { ticketId }),
              ),
              credit("2011", money(currency, total), {}),
            ],
            { functional, reporting: "EUR", rateOf: (_, to) => (to === "EUR" ? second : first) },
          );
          const reversal = buildEntry(reverseEntry(stored(entry)).lines, {
            functional,
            rateOf: () => second,
          });
          for (const book of ["transaction", "functional", "reporting"] as const) {
            expect(balancesOf([entry, reversal], { book, byDimensions: true })).toEqual({});
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

function stored({ lines }: BuiltEntry) {
  return { journalEntryId: 12, isReversed: false, lines };
}
