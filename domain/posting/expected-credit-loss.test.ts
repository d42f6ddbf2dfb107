import { openItem, readMoney } from "../../tests/harness/open-items";
import { booksIn, describeLines } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import { formatAmount } from "../money";
import { postExpectedCreditLoss, postWriteOff, requiredAllowance } from "./expected-credit-loss";

describe("requiredAllowance", () => {
  test.each<[string, [outstanding: string, lossPercent: string][], string]>([
    [
      "BDT",
      [
        ["100000.00 BDT", "0.5"],
        ["49650.00 BDT", "2.5"],
        ["1234.56 BDT", "100"],
      ],
      "2975.81",
    ],
    ["JPY", [["99999 JPY", "1.5"]], "1500"],
    ["BHD", [["187.900 BHD", "0.25"]], "0.470"],
    ["USD", [], "0.00"],
  ])("in %s is each bucket's loss, rounded once", (currency, buckets, expected) => {
    const required = requiredAllowance(
      currency,
      buckets.map(([outstanding, lossPercent]) => ({
        outstanding: readMoney(outstanding),
        lossPercent,
      })),
    );
    expect(formatAmount(required)).toBe(expected);
  });
});

describe("postExpectedCreditLoss", () => {
  test.each<[string, string, string[]]>([
    ["2975.81 BDT", "0.00 BDT", ["5061 Dr 2975.81", "1191 Cr 2975.81"]],
    ["2975.81 BDT", "1000.00 BDT", ["5061 Dr 1975.81", "1191 Cr 1975.81"]],
    ["1000.00 BDT", "2975.81 BDT", ["5061 Cr 1975.81", "1191 Dr 1975.81"]],
    ["0.00 BDT", "2975.81 BDT", ["5061 Cr 2975.81", "1191 Dr 2975.81"]],
    ["1000.00 BDT", "1000.00 BDT", []],
    ["1500 JPY", "1499 JPY", ["5061 Dr 1", "1191 Cr 1"]],
    ["0.470 BHD", "0.000 BHD", ["5061 Dr 0.470", "1191 Cr 0.470"]],
  ])("brings the allowance to %s from %s", (required, allowance, expected) => {
    const lines = postExpectedCreditLoss({
      required: readMoney(required),
      allowance: readMoney(allowance),
    });
    expect(describeLines(lines)).toEqual(expected);
  });

  test("refuses a negative allowance", () => {
    const event = { required: readMoney("-0.01 BDT"), allowance: readMoney("0.00 BDT") };
    expect(() => postExpectedCreditLoss(event)).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });
});

describe("postWriteOff", () => {
  const rates = { "USD>BDT": "150.00000000", "USD>EUR": "0.90", "BDT>EUR": "0.00800000" };
  const foreign = "1101 Dr 640.00 USD = 75093.25 BDT @ 117.33320000";

  test.each<[string, string, string[]]>([
    ["1101 Dr 900.00 BDT", "1000.00 BDT", ["1191 Dr 900.00", "1101 Cr 900.00"]],
    ["1101 Dr 900.00 BDT", "600.00 BDT", ["1191 Dr 600.00", "5061 Dr 300.00", "1101 Cr 900.00"]],
    ["1101 Dr 900.00 BDT", "0.00 BDT", ["5061 Dr 900.00", "1101 Cr 900.00"]],
    [foreign, "5093.25 BDT", ["1191 Dr 5093.25", "5061 Dr 70000.00", "1101 Cr 640.00 = 75093.25"]],
  ])("takes %s off an allowance of %s", (item, allowance, expected) => {
    const event = { item: openItem(item, { customerId: 70 }), allowance: readMoney(allowance) };
    for (const books of [booksIn("BDT", rates), booksIn("BDT", rates, "EUR")]) {
      const lines = postWriteOff(event, books);
      expect(describeLines(lines)).toEqual(expected);
      expect(buildEntry(lines, books).lines).toHaveLength(lines.length);
    }
  });
});
