import { openItem, readMoney } from "../../tests/harness/open-items";
import { balancesOf, booksIn, describeLines } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import { postReceipt } from "./receipt";
import { monetaryAccounts, postRevaluation } from "./revaluation";

const closing = booksIn("BDT", { "USD>BDT": "118.10000000", "JPY>BDT": "0.78120000" });
const sale58 = openItem("1101 Dr 640.00 USD = 75093.25 BDT @ 117.33320000", { customerId: 70 });

describe("postRevaluation", () => {
  test.each<[string, string, string[]]>([
    [
      "accounting.md 5.8's receivable: a gain of 490.75",
      "1101 Dr 640.00 USD = 75093.25 BDT @ 117.33320000",
      ["1101 Dr 0.00 = 490.75", "5092 Cr 0.00 = 490.75"],
    ],
    [
      "5.8's payable: a loss",
      "2011 Cr 620.00 USD = 72746.58 BDT @ 117.33320000",
      ["2011 Cr 0.00 = 475.42", "5092 Dr 0.00 = 475.42"],
    ],
    [
      "a receivable that has lost",
      "1109 Dr 35.00 USD = 4200.00 BDT @ 120.00000000",
      ["1109 Cr 0.00 = 66.50", "5092 Dr 0.00 = 66.50"],
    ],
    [
      "a payable that has become cheaper",
      "2022 Cr 10.00 USD = 1200.00 BDT @ 120.00000000",
      ["2022 Dr 0.00 = 19.00", "5092 Cr 0.00 = 19.00"],
    ],
    [
      "a bank account in JPY",
      "1011 Dr 1000000 JPY = 780000.00 BDT @ 0.78000000",
      ["1011 Dr 0 = 1200.00", "5092 Cr 0 = 1200.00"],
    ],
    ["what is carried at the closing rate", "1101 Dr 1.00 USD = 118.10 BDT @ 118.10000000", []],
    ["what is in the books' own currency", "1101 Dr 49650.00 BDT", []],
    ["deferred revenue", "2031 Cr 35.00 USD = 4106.66 BDT @ 117.33320000", []],
    ["deferred cost", "1401 Dr 820.00 USD = 1.00 BDT @ 117.33320000", []],
    ["revenue", "4031 Cr 20.00 USD = 2346.66 BDT @ 117.33320000", []],
  ])("revalues %s", (_, item, expected) => {
    const items = [openItem(item, { supplierId: 500 })];
    const { lines } = postRevaluation({ items, monetary: monetaryAccounts }, closing);
    expect(describeLines(lines)).toEqual(expected);
    expect(lines.length === 0 ? [] : buildEntry(lines, closing).lines).toHaveLength(
      expected.length,
    );
  });

  test("in books of BHD and of JPY rounds to their own minor units", () => {
    const revalue = (functional: string, rate: string, item: string) =>
      describeLines(
        postRevaluation(
          { items: [openItem(item)], monetary: monetaryAccounts },
          booksIn(functional, { [`USD>${functional}`]: rate }),
        ).lines,
      );
    expect(revalue("BHD", "0.37650000", "1101 Dr 33.33 USD = 12.532 BHD @ 0.37600000")).toEqual([
      "1101 Dr 0.00 = 0.017",
      "5092 Cr 0.00 = 0.017",
    ]);
    expect(revalue("JPY", "149.50500000", "2012 Cr 33.33 USD = 5000 JPY @ 150.00000000")).toEqual([
      "2012 Dr 0.00 = 17",
      "5092 Cr 0.00 = 17",
    ]);
  });

  test("names each item's own dimensions, item by item", () => {
    const items = [
      sale58,
      openItem("1101 Dr 1.00 USD = 1.00 BDT @ 1.00000000", { customerId: 71 }),
    ];
    const { lines } = postRevaluation({ items, monetary: monetaryAccounts }, closing);
    expect(lines.map(({ dimensions }) => dimensions.customerId)).toEqual([70, 70, 71, 71]);
  });

  test("is reversed the day after, so that settlement counts the gain once", () => {
    const { lines, reversal } = postRevaluation(
      { items: [sale58], monetary: monetaryAccounts },
      closing,
    );
    const receipt = postReceipt(
      {
        customerId: 70,
        channel: "bank",
        received: readMoney("640.00 USD"),
        applications: [{ item: sale58, amount: readMoney("640.00 USD") }],
      },
      closing,
    );
    const entries = [lines, reversal, receipt.lines].map((part) => buildEntry(part, closing));
    expect(balancesOf(entries)).toEqual({
      "1011": 7_558_400n,
      "1101": -7_509_325n,
      "5091": -49_075n,
    });
  });

  test("refuses where the closing rate is missing", () => {
    expect(() =>
      postRevaluation({ items: [sale58], monetary: monetaryAccounts }, booksIn("BDT")),
    ).toThrow(expect.objectContaining({ code: "FX_RATE_MISSING" }));
  });
});

describe("monetaryAccounts", () => {
  test("are money and what is to be received or paid in it, never what is deferred or taxed", () => {
    expect([...monetaryAccounts]).toEqual([
      "1001",
      "1011",
      "1021",
      "1101",
      "1109",
      "1301",
      "1901",
      "2011",
      "2012",
      "2021",
      "2022",
      "2051",
    ]);
  });
});
