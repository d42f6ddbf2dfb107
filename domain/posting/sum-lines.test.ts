import * as fc from "fast-check";

import { anyIssuance, currencies } from "../../tests/harness/any-issuance";
import {
  balancesOf,
  booksIn,
  describeLines,
  storeSchedules,
} from "../../tests/harness/posting-books";
import type { BuiltEntry } from "../journal/build-entry";
import { buildEntry } from "../journal/build-entry";
import { credit, debit } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import type { Money } from "../money";
import { formatAmount, formatRate, money } from "../money";
import type { IssuanceEvent } from "./issuance";
import { postIssuance } from "./issuance";
import type { EarnedSum } from "./recognise";
import { postEarnedSums, postRecognition } from "./recognise";
import { sumLines } from "./sum-lines";

const bdt = (minor: bigint) => money("BDT", minor);
const anyRate = fc.bigInt({ min: 1n, max: 10n ** 11n }).map(formatRate);

describe("sumLines", () => {
  test("adds up what two bookings earned with one airline in one branch, and drops whose it was", () => {
    const of = (bookingId: number, branchId: number) => ({
      customerId: bookingId * 10,
      bookingId,
      ticketId: bookingId,
      supplierId: 5,
      branchId,
      productCode: "air",
      serviceDate: `2026-12-0${bookingId}`,
    });
    const lines = [of(1, 7), of(2, 7), of(3, 8)].flatMap((dimensions, index) => [
      debit("2031", bdt(100n + BigInt(index)), dimensions),
      credit("4011", bdt(100n + BigInt(index)), dimensions),
    ]);
    const inBranch = (branchId: number) => ({ branchId, supplierId: 5, productCode: "air" });
    expect(sumLines(lines)).toEqual([
      debit("2031", bdt(201n), inBranch(7)),
      credit("4011", bdt(201n), inBranch(7)),
      debit("2031", bdt(102n), inBranch(8)),
      credit("4011", bdt(102n), inBranch(8)),
    ]);
  });

  test("keeps apart what was deferred at different rates, and adds what it is carried at", () => {
    const at = (fxRate: string, amount: bigint, functional: bigint) => ({
      ...debit("2031", money("USD", amount), {}),
      carriedAt: { functional: bdt(functional), fxRate },
    });
    const lines = sumLines([
      at("117.33320000", 3_500n, 410_666n),
      at("118.00000000", 3_500n, 413_000n),
      at("117.33320000", 1n, 117n),
    ]);
    expect(describeLines(lines)).toEqual(["2031 Dr 35.01 = 4107.83", "2031 Dr 35.00 = 4130.00"]);
  });

  test("leaves no account's balance other than it was, in any currency of the books", () => {
    fc.assert(
      fc.property(
        fc.array(anyIssuance, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...currencies),
        anyRate,
        (events, functional, rate) => {
          const books: EntryCurrencies = { functional, reporting: "EUR", rateOf: () => rate };
          const lines = events.flatMap((event) => {
            const { lines: sold, deferrals } = postIssuance(event);
            const schedules = storeSchedules(deferrals, buildEntry(sold, books));
            const last = { ...booksIn(functional, {}, "EUR"), rateOf: () => rate };
            return postRecognition({ sale: event, schedules, through: "2100-01-01" }, last).lines;
          });
          fc.pre(lines.length > 0);
          const [each, summed] = [buildEntry(lines, books), buildEntry(sumLines(lines), books)];
          for (const book of ["transaction", "functional", "reporting"] as const) {
            expect(balancesOf([summed], { book })).toEqual(balancesOf([each], { book }));
          }
          expect(summed.lines.length).toBeLessThanOrEqual(each.lines.length);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("postEarnedSums", () => {
  test("makes of what slices come to the lines that the bookings' own add up to", () => {
    fc.assert(
      fc.property(fc.array(anyIssuance, { minLength: 1, maxLength: 3 }), (events) => {
        const books = booksIn("BDT");
        const sold = events.map((event) => ({ ...event, ...inBdt(event) }));
        const recognised = sold.flatMap((event) => {
          const { lines, deferrals } = postIssuance(event);
          const schedules = storeSchedules(deferrals, buildEntry(lines, books));
          return { event, schedules };
        });
        const lines = recognised.flatMap(
          ({ event, schedules }) =>
            postRecognition({ sale: event, schedules, through: "2100-01-01" }, books).lines,
        );
        const sums = recognised.flatMap(({ event, schedules }) =>
          schedules.flatMap((schedule) =>
            schedule.slices.map(({ amount }): EarnedSum => ({
              ...schedule,
              productCode: event.productCode,
              amount,
            })),
          ),
        );
        fc.pre(lines.length > 0);
        expect(describeAll(buildEntry(postEarnedSums(sums), books))).toEqual(
          describeAll(buildEntry(sumLines(lines), books)),
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** As if it had been sold in the currency of the books, to the minor unit. */
function inBdt({ tickets, charges }: IssuanceEvent) {
  const of = ({ minor }: Money) => bdt(minor);
  return {
    currency: "BDT",
    tickets: tickets.map((ticket) => ({
      ...ticket,
      base: of(ticket.base),
      taxes: of(ticket.taxes),
      commission: of(ticket.commission),
    })),
    charges: charges.map(({ type, amount, vat }) => ({ type, amount: of(amount), vat: of(vat) })),
  };
}

function describeAll({ lines }: BuiltEntry): string[] {
  return lines
    .map(({ account, side, transaction, functional, fxRate, dimensions }) =>
      JSON.stringify([
        account,
        side,
        formatAmount(transaction),
        formatAmount(functional),
        fxRate,
        dimensions.supplierId ?? null,
        dimensions.productCode ?? null,
        dimensions.bookingId ?? null,
        dimensions.serviceDate ?? null,
      ]),
    )
    .toSorted();
}
