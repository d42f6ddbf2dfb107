import * as fc from "fast-check";

import type { NumberFormat } from "./number-format";
import {
  isUnambiguous,
  numberDigits,
  numberSeparators,
  numberYears,
  seriesOf,
  writeNumber,
} from "./number-format";

const usual = { prefix: "TVB", year: "full", separator: "-", digits: 6 } as const;

describe("writeNumber", () => {
  test.each<[Partial<NumberFormat>, number, string]>([
    [{}, 12, "TVB-2026-000012"],
    [{ year: "short", separator: "." }, 12, "TVB.26.000012"],
    [{ year: "none", separator: "", digits: 4 }, 12, "TVB0012"],
    [{ prefix: "A", year: "none", digits: 3 }, 12_345, "A-12345"],
  ])("writes %j of number %d as %s", (changes, number, expected) => {
    const format = { ...usual, ...changes };
    expect(writeNumber(format, { inYear: 2026, number })).toBe(expected);
  });

  test("never writes two numbers alike, whatever format each was written in", () => {
    const format = fc
      .record({
        prefix: fc.constantFrom("A", "B", "AB"),
        year: fc.constantFrom(...numberYears),
        separator: fc.constantFrom(...numberSeparators),
        digits: fc.integer(numberDigits),
      })
      .filter(isUnambiguous);
    const written = fc.tuple(format, fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1 }));
    fc.assert(
      fc.property(written, written, ([left, leftYear, one], [right, rightYear, other]) => {
        const isSame =
          seriesOf("booking", left, leftYear) === seriesOf("booking", right, rightYear) &&
          one === other;
        const references = [
          writeNumber(left, { inYear: leftYear, number: one }),
          writeNumber(right, { inYear: rightYear, number: other }),
        ];
        expect(isSame || references[0] !== references[1]).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
