import { openItem, readMoney } from "../../tests/harness/open-items";
import { balancesOf, booksIn, describeLines } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import { postCommissionSettlement, postCommissionTrueUp } from "./commission";

const bdt = booksIn("BDT");
const at118 = booksIn("BDT", { "USD>BDT": "118.00000000" });
const ofAirline = { supplierId: 500 };

describe("postCommissionTrueUp", () => {
  test.each<[string, string, string, string, string[]]>([
    ["nothing while the override is constrained", "125000.00 BDT", "0.00 BDT", "", []],
    [
      "what is probable of it",
      "125000.00 BDT",
      "50000.00 BDT",
      "",
      ["1109 Dr 50000.00", "4012 Cr 50000.00"],
    ],
    [
      "the rest, once all is",
      "125000.00 BDT",
      "125000.00 BDT",
      "1109 Dr 50000.00 BDT",
      ["1109 Dr 75000.00", "4012 Cr 75000.00"],
    ],
    [
      "back, where less is",
      "50000.00 BDT",
      "10000.00 BDT",
      "1109 Dr 50000.00 BDT",
      ["4012 Dr 40000.00", "1109 Cr 40000.00"],
    ],
    [
      "back whole, where the target is missed",
      "0.00 BDT",
      "0.00 BDT",
      "1109 Dr 50000.00 BDT",
      ["4012 Dr 50000.00", "1109 Cr 50000.00"],
    ],
    ["nothing where it stands", "50000.00 BDT", "50000.00 BDT", "1109 Dr 50000.00 BDT", []],
    ["in JPY", "84 JPY", "84 JPY", "1109 Dr 83 JPY", ["1109 Dr 1", "4012 Cr 1"]],
    ["in BHD", "0.125 BHD", "0.125 BHD", "", ["1109 Dr 0.125", "4012 Cr 0.125"]],
    [
      "back in USD as it is carried",
      "421.40 USD",
      "321.40 USD",
      "1109 Dr 421.40 USD = 49444.21 BDT @ 117.33320000",
      ["4012 Dr 100.00", "1109 Cr 100.00 = 11733.32", "5091 Cr 0.00 = 66.68"],
    ],
  ])("posts %s", (_, expected, probable, accrued, lines) => {
    const posted = postCommissionTrueUp(
      {
        supplierId: 500,
        kind: "override",
        expected: readMoney(expected),
        probable: readMoney(probable),
        ...(accrued === "" ? {} : { accrued: openItem(accrued, ofAirline) }),
      },
      at118,
    );
    expect(describeLines(posted)).toEqual(lines);
  });

  test.each([
    ["100.00 BDT", "100.01 BDT"],
    ["100.00 BDT", "-0.01 BDT"],
  ])("refuses of %s expected to accrue %s", (expected, probable) => {
    const event = {
      supplierId: 500,
      kind: "incentive",
      expected: readMoney(expected),
      probable: readMoney(probable),
    } as const;
    expect(() => postCommissionTrueUp(event, bdt)).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });
});

describe("postCommissionSettlement", () => {
  test.each<[string, string, string, string[], string[]]>([
    [
      "what was accrued",
      "125000.00 BDT",
      "0.00 BDT",
      ["1109 Dr 125000.00 BDT"],
      ["1011 Dr 125000.00", "1109 Cr 125000.00"],
    ],
    [
      "less tax withheld",
      "112500.00 BDT",
      "12500.00 BDT",
      ["1109 Dr 125000.00 BDT"],
      ["1011 Dr 112500.00", "1171 Dr 12500.00", "1109 Cr 125000.00"],
    ],
    [
      "more than was accrued: 4012",
      "130000.00 BDT",
      "0.00 BDT",
      ["1109 Dr 50000.00 BDT", "1109 Dr 75000.00 BDT"],
      ["1011 Dr 130000.00", "1109 Cr 50000.00", "1109 Cr 75000.00", "4012 Cr 5000.00"],
    ],
    [
      "less than was accrued: off 4012",
      "120000.00 BDT",
      "0.00 BDT",
      ["1109 Dr 125000.00 BDT"],
      ["1011 Dr 120000.00", "1109 Cr 125000.00", "4012 Dr 5000.00"],
    ],
    [
      "what nobody had expected",
      "5000.00 BDT",
      "0.00 BDT",
      [],
      ["1011 Dr 5000.00", "4012 Cr 5000.00"],
    ],
    [
      "nothing of what was accrued",
      "0.00 BDT",
      "0.00 BDT",
      ["1109 Dr 125000.00 BDT"],
      ["1109 Cr 125000.00", "4012 Dr 125000.00"],
    ],
    [
      "USD at another rate",
      "421.40 USD",
      "0.00 USD",
      ["1109 Dr 421.40 USD = 49444.21 BDT @ 117.33320000"],
      ["1011 Dr 421.40", "1109 Cr 421.40 = 49444.21", "5091 Cr 0.00 = 280.99"],
    ],
    ["nothing for nothing", "0.00 BDT", "0.00 BDT", [], []],
  ])("posts %s", (_, received, withheld, accruals, expected) => {
    const lines = postCommissionSettlement(
      {
        supplierId: 500,
        received: readMoney(received),
        withheld: readMoney(withheld),
        accruals: accruals.map((item) => openItem(item, ofAirline)),
      },
      at118,
    );
    expect(describeLines(lines)).toEqual(expected);
  });

  test("refuses a negative payment", () => {
    const event = {
      supplierId: 500,
      received: readMoney("-1.00 BDT"),
      withheld: readMoney("0.00 BDT"),
      accruals: [],
    };
    expect(() => postCommissionSettlement(event, bdt)).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });

  test("ends an accrual that was trued up and down with nothing but what was paid", () => {
    const trueUp = (probable: string, accrued?: string) =>
      postCommissionTrueUp(
        {
          supplierId: 500,
          kind: "override",
          expected: readMoney("125000.00 BDT"),
          probable: readMoney(probable),
          ...(accrued === undefined ? {} : { accrued: openItem(accrued, ofAirline) }),
        },
        bdt,
      );
    const settlement = postCommissionSettlement(
      {
        supplierId: 500,
        received: readMoney("60000.00 BDT"),
        withheld: readMoney("0.00 BDT"),
        accruals: [openItem("1109 Dr 70000.00 BDT", ofAirline)],
      },
      bdt,
    );
    const entries = [
      trueUp("100000.00 BDT"),
      trueUp("70000.00 BDT", "1109 Dr 100000.00 BDT"),
      settlement,
    ].map((lines) => buildEntry(lines, bdt));
    expect(balancesOf(entries)).toEqual({ "1011": 6_000_000n, "4012": -6_000_000n });
  });
});
