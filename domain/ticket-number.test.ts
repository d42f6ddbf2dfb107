import * as fc from "fast-check";

import { formatTicketNumber, parseConjunction, parseTicketNumber } from "./ticket-number";

const anyNumber = fc.bigInt({ min: 0n, max: 10n ** 13n - 1n }).map((n) => digits(n, 13));

describe("parseTicketNumber", () => {
  test.each([
    ["0741122334455", { number: "0741122334455" }],
    ["074-1122334455", { number: "0741122334455" }],
    ["07411223344556", { number: "0741122334455", checkDigit: "6" }],
    ["074-11223344556", { number: "0741122334455", checkDigit: "6" }],
    ["074-1122334455-6", { number: "0741122334455", checkDigit: "6" }],
    ["0741122334455-6", { number: "0741122334455", checkDigit: "6" }],
    ["  074-1122334455\n", { number: "0741122334455" }],
    ["18085000898034", { number: "1808500089803", checkDigit: "4" }],
    ["0010000000000", { number: "0010000000000" }],
  ])("reads %j", (text, expected) => {
    expect(parseTicketNumber(text)).toEqual(expected);
  });

  test.each([
    "",
    "1122334455",
    "074112233445",
    "074112233445566",
    "074-112233445",
    "0741-122334455",
    "074-11223-34455",
    "074 1122334455",
    "ABC-1122334455",
    "O74-1122334455",
    "074-1122334455-66",
    "074-1122334455-",
    "074-1122334455/56",
  ])("refuses %j", (text) => {
    expect(() => parseTicketNumber(text)).toThrow(
      expect.objectContaining({ code: "TICKET_NUMBER_INVALID", details: { number: text } }),
    );
  });

  test("never refuses on a check digit: every one is kept as it came", () => {
    fc.assert(
      fc.property(anyNumber, fc.integer({ min: 0, max: 9 }), (number, checkDigit) => {
        expect(parseTicketNumber(`${number}${checkDigit}`)).toEqual({
          number,
          checkDigit: String(checkDigit),
        });
      }),
    );
  });
});

describe("formatTicketNumber", () => {
  test("prints the airline apart from the document", () => {
    expect(formatTicketNumber("0741122334455")).toBe("074-1122334455");
  });

  test("prints what parseTicketNumber reads back as the same number", () => {
    fc.assert(
      fc.property(anyNumber, (number) => {
        expect(parseTicketNumber(formatTicketNumber(number))).toEqual({ number });
      }),
    );
  });
});

describe("parseConjunction", () => {
  test.each([
    ["157-1234567890", ["1571234567890"]],
    ["1571234567890", ["1571234567890"]],
    ["157-1234567890-91", ["1571234567890", "1571234567891"]],
    ["1571234567890-92", ["1571234567890", "1571234567891", "1571234567892"]],
    ["157-1234567890-893", ["1571234567890", "1571234567891", "1571234567892", "1571234567893"]],
    ["157-1234567899-00", ["1571234567899", "1571234567900"]],
    ["157-1234567999-000", ["1571234567999", "1571234568000"]],
    ["157-1234567998-01", ["1571234567998", "1571234567999", "1571234568000", "1571234568001"]],
    ["157-1234999999-00", ["1571234999999", "1571235000000"]],
    ["157-9999999998-99", ["1579999999998", "1579999999999"]],
    ["001-0000000009-10", ["0010000000009", "0010000000010"]],
  ])("reads %s as the documents it stands for", (text, expected) => {
    expect(parseConjunction(text)).toEqual(expected);
  });

  test.each([
    ["157-1234567890-94", "five documents"],
    ["157-1234567890-90", "the same document twice"],
    ["157-1234567890-89", "a range that runs backwards"],
    ["157-1234567899-03", "five documents over a carry"],
    ["157-1234567890-8", "a suffix of one digit"],
    ["157-1234567890-7891", "a suffix of four digits"],
    ["157-123456789-90", "nine digits"],
    ["157-1234567890-9A", "a letter"],
    ["157-12345678901", "a check digit"],
    ["", "nothing"],
  ])("refuses %j: %s", (text) => {
    expect(() => parseConjunction(text)).toThrow(
      expect.objectContaining({ code: "TICKET_NUMBER_INVALID", details: { number: text } }),
    );
  });

  test("reads back a range of two to four documents, whether or not it carries over", () => {
    const anySerial = fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 10n - 4n }),
      fc.bigInt({ min: 0n, max: 10n ** 7n - 2n }).map((n) => n * 1000n + 998n),
    );
    fc.assert(
      fc.property(
        anySerial,
        fc.integer({ min: 2, max: 4 }),
        fc.constantFrom(2, 3),
        (serial, count, suffixLength) => {
          const expected = Array.from(
            { length: count },
            (_, index) => `157${digits(serial + BigInt(index), 10)}`,
          );
          const suffix = expected.at(-1)?.slice(-suffixLength);
          expect(parseConjunction(`157-${digits(serial, 10)}-${suffix}`)).toEqual(expected);
        },
      ),
    );
  });

  test("stays with one airline: no range runs over the ten digits of the document", () => {
    expect(() => parseConjunction("157-9999999999-00")).toThrow(
      expect.objectContaining({ code: "TICKET_NUMBER_INVALID" }),
    );
  });
});

function digits(value: bigint, length: number): string {
  return value.toString().padStart(length, "0");
}
