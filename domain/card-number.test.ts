import { createHash, randomUUID } from "node:crypto";

import * as fc from "fast-check";

import {
  containsCardNumber,
  redactCardNumbers,
  redactJson,
  withoutCardNumbers,
} from "./card-number";

/** Test numbers that the networks and acquirers publish: none is a real card. */
const published: readonly (readonly [network: string, number: string])[] = [
  ["Visa", "4111111111111111"],
  ["Visa", "4012888888881881"],
  ["Visa", "4242424242424242"],
  ["Mastercard", "5555555555554444"],
  ["Mastercard", "5105105105105100"],
  ["Mastercard, 2 series", "2223003122003222"],
  ["American Express", "378282246310005"],
  ["American Express", "341111111111111"],
  ["Diners Club", "30569309025904"],
  ["Diners Club", "38520000023237"],
  ["Diners Club", "36227206271667"],
  ["Discover", "6011111111111117"],
  ["Discover", "6500000000000002"],
  ["JCB", "3530111333300000"],
  ["JCB", "3566002020360505"],
  ["UnionPay", "6200000000000005"],
  ["UnionPay, 19 digits", "6205500000000000004"],
];

/** Edges of the ranges the networks issue from, with their lengths (ISO/IEC 7812). */
const issued: readonly (readonly [prefix: string, length: number])[] = [
  ["4", 16],
  ["4", 19],
  ["51", 16],
  ["55", 16],
  ["2221", 16],
  ["2720", 16],
  ["34", 15],
  ["37", 15],
  ["300", 14],
  ["305", 14],
  ["36", 14],
  ["39", 14],
  ["6011", 16],
  ["644", 16],
  ["65", 16],
  ["3528", 16],
  ["3589", 16],
  ["62", 17],
  ["62", 19],
];

describe("containsCardNumber", () => {
  test.each(published)("finds a number of %s: %s", (_, number) => {
    expect(containsCardNumber(number)).toBe(true);
  });

  test.each([
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111.1111.1111.1111",
    "4111  1111  1111  1111",
    "4111 - 1111 - 1111 - 1111",
    "3782 822463 10005",
    "3782-822463-10005",
    "3056 930902 5904",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "62055 00000 00000 0004",
    "400-000-0000000002",
    "400 - 000-0000000002",
  ])("finds it as people write it: %s", (text) => {
    expect(containsCardNumber(text)).toBe(true);
  });

  test.each([
    "please charge 4111111111111111, thanks",
    '{"note":"4111111111111111"}',
    "card:5555555555554444;",
    "4111 1111 1111 1111 12/28",
    "4111111111111111 1228 123",
    "5555-5555-5555-4444 123",
    "Room 12 4111 1111 1111 1111",
    "2 x 4111111111111111",
    "1. 4111111111111111",
    "4111 1111 1111 1111 4242 4242 4242 4242",
    "CCVI4111111111111111/1228/N123",
    "4111111111111111.00",
    "411111111111.1111",
  ])("finds it among other text and numbers: %s", (text) => {
    expect(containsCardNumber(text)).toBe(true);
  });

  test.each([
    ["the last digit is wrong", "4111111111111112"],
    ["two digits are swapped", "4012888888881818"],
    ["no network has this prefix", withCheckDigit("900000000000000")],
    ["below the 2 series", withCheckDigit("222099999999999")],
    ["above the 2 series", withCheckDigit("272100000000000")],
    ["too short for its network", withCheckDigit("41111111111111")],
    ["too long for any card", withCheckDigit("4111111111111111111")],
    ["part of a longer number", "941111111111111119"],
    ["a ticket number", "0741122334455"],
    ["a ticket number as printed", "997-1122334455"],
    ["a ticket number with its check digit", "99711223344556"],
    ["a conjunction", "157-1234567890-91"],
    ["a telephone number", "+8801712345678"],
    ["a telephone number with blanks", "+880 1712-345678"],
    ["two telephone numbers", "01712-345678 01812-345678"],
    ["another country's telephone number", "+44 20 7946 0958"],
    ["an instant", "2026-11-21T09:15:00.000000Z"],
    ["a booking reference", "TVB-2026-000123"],
    ["an amount", "999999999999999.999"],
    ["an amount whose digits would be a Diners Club card's", "36604785535.870"],
    ["an amount whose digits would be a Visa card's", "4111111111111.111"],
    ["an id", "bk_01arz3ndektsv4rrffq69g5fav"],
    [
      "a conjunction of an airline whose prefix is a network's",
      withCheckDigit("371123456789091".slice(0, 14)).replace(/^(.{3})(.{10})(.*)$/, "$1-$2-$3"),
    ],
    [
      "a ticket with its check digit, of such an airline",
      withCheckDigit("3901234567890").replace(/^(.{3})(.{10})(.*)$/, "$1-$2-$3"),
    ],
    ["two dates side by side", "2026-11-21 2026-11-22"],
    ["what is left of a card", "VISA ending 1111"],
    ["nothing", ""],
  ])("lets pass what is no card: %s", (_, text) => {
    expect(containsCardNumber(text)).toBe(false);
  });

  test("lets every 13-digit number pass, for they are ticket numbers", () => {
    const anyTicket = fc.stringMatching(/^\d{13}$/);
    fc.assert(
      fc.property(anyTicket, (number) => {
        expect(containsCardNumber(number)).toBe(false);
        expect(containsCardNumber(`${number.slice(0, 3)}-${number.slice(3)}`)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("finds any number of a network, however it is grouped, and only with its check digit", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...issued),
        fc.stringMatching(/^\d{19}$/),
        fc.array(fc.constantFrom("", "", "", " ", "-"), { minLength: 19, maxLength: 19 }),
        fc.integer({ min: 1, max: 9 }),
        ([prefix, length], filling, gaps, shift) => {
          const number = withCheckDigit(`${prefix}${filling}`.slice(0, length - 1));
          const grouped = number
            .split("")
            .map((digit, index) => digit + (gaps[index] ?? ""))
            .join("");
          // Grouped as a conjunction of tickets is printed, it is taken for one.
          fc.pre(!/^\d{3}-\d{10}-\d{1,3}/.test(grouped));
          expect(containsCardNumber(grouped)).toBe(true);
          // In one piece: a shorter number may stand in what is grouped.
          const wrong = (Number(number.at(-1)) + shift) % 10;
          expect(containsCardNumber(`${number.slice(0, -1)}${wrong}`)).toBe(false);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test("takes no digest, UUID or id of ours for a card, of a hundred thousand each", () => {
    const wrong = Array.from({ length: 100_000 }, (_, index) => [
      createHash("sha256").update(String(index)).digest("hex"),
      randomUUID(),
      `TVB-2026-${String(index).padStart(6, "0")}`,
      new Date(1_700_000_000_000 + index * 86_399_999).toISOString(),
    ]).flatMap((ids) => ids.filter(containsCardNumber));
    expect(wrong).toEqual([]);
  }, 60_000);

  test.each([
    ["Arabic", "٤١١١١١١١١١١١١١١١"],
    ["Bengali", "৪১১১ ১১১১ ১১১১ ১১১১"],
    ["Devanagari", "४१११११११११११११११"],
    ["full width", "４１１１１１１１１１１１１１１１"],
  ])("reads the digits of %s", (_, text) => {
    expect(containsCardNumber(text)).toBe(true);
  });

  test("reads a long text of single digits in time", () => {
    expect(containsCardNumber("9 ".repeat(20_000))).toBe(false);
  });
});

describe("redactCardNumbers", () => {
  test.each([
    ["pay 4111 1111-1111 1111 12/28 now", "pay ***1111 12/28 now"],
    ["CCVI4111111111111111/1228", "CCVI***1111/1228"],
    ["৪১১১ ১১১১ ১১১১ ১১১১ দিন", "***1111 দিন"],
    ["ticket 997-1122334455 and +880 1712-345678", "ticket 997-1122334455 and +880 1712-345678"],
    ["nothing", "nothing"],
  ])("leaves the last four digits: %s", (text, redacted) => {
    expect(redactCardNumbers(text)).toBe(redacted);
  });

  test("leaves nothing that is found again, and everything else as it was", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(...published),
        fc.string(),
        (before, [, pan], after) => {
          const text = `${before} ${pan} ${after}`;
          const redacted = redactCardNumbers(text);
          expect(containsCardNumber(redacted)).toBe(false);
          expect(redacted).not.toContain(pan);
        },
      ),
    );
  });
});

test("redactJson leaves JSON, in texts, keys and numbers", () => {
  const json =
    '{"a":"card 378282246310005","b":5555555555554444,"4111111111111111":[1,-2.5e3,"x"]}';
  expect(JSON.parse(redactJson(json))).toEqual({
    a: "card ***0005",
    b: "***4444",
    "***1111": [1, -2500, "x"],
  });
  expect(redactJson('{"amount":"1000.00"}')).toBe('{"amount":"1000.00"}');
});

test("withoutCardNumbers reaches every depth and leaves what is no text", () => {
  const at = new Date(0);
  const value = { a: [{ note: "4111111111111111", amount: 5n, at }], none: undefined };
  expect(withoutCardNumbers(value)).toEqual({
    a: [{ note: "***1111", amount: 5n, at }],
    none: undefined,
  });
});

/** Luhn's digit by trial: the one that makes the weighted sum a multiple of ten. */
function withCheckDigit(digits: string): string {
  const check = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((candidate) => {
    const all = `${digits}${candidate}`.split("").map(Number);
    const weighted = all.map((digit, index) =>
      (all.length - index) % 2 === 0 ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] : digit,
    );
    return weighted.reduce<number>((total, value) => total + (value ?? 0), 0) % 10 === 0;
  });
  return `${digits}${check}`;
}
