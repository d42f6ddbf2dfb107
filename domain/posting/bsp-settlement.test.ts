import { openItem, readMoney } from "../../tests/harness/open-items";
import { booksIn, describeLines } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import type { EntryCurrencies } from "../journal/valuation";
import { formatAmount } from "../money";
import type { BilledDocument } from "./bsp-settlement";
import { postBspSettlement } from "./bsp-settlement";

type Billed = readonly [
  items: readonly string[],
  billed: string,
  difference?: BilledDocument["difference"],
];

const ticket51 = ["2011 Cr 48500.00 BDT", "1109 Dr 2800.00 BDT"];
const refund55 = ["2011 Dr 41500.00 BDT", "1109 Cr 2800.00 BDT"];

describe("postBspSettlement", () => {
  test.each<[string, Billed[], string, string[]]>([
    [
      "accounting.md 5.7: billed 45,712.50 where we expect 45,700.00",
      [[ticket51, "45712.50 BDT"]],
      "45712.50",
      ["2011 Dr 48500.00 #1", "1109 Cr 2800.00 #1", "5045 Dr 12.50 #1", "1011 Cr 45712.50"],
    ],
    [
      "billed as expected",
      [[ticket51, "45700.00 BDT"]],
      "45700.00",
      ["2011 Dr 48500.00 #1", "1109 Cr 2800.00 #1", "1011 Cr 45700.00"],
    ],
    [
      "billed less: a gain in 7045",
      [[ticket51, "45699.99 BDT"]],
      "45699.99",
      ["2011 Dr 48500.00 #1", "1109 Cr 2800.00 #1", "7045 Cr 0.01 #1", "1011 Cr 45699.99"],
    ],
    [
      "billed more and disputed: paid all the same, in suspense",
      [[ticket51, "46000.00 BDT", "disputed"]],
      "46000.00",
      ["2011 Dr 48500.00 #1", "1109 Cr 2800.00 #1", "1901 Dr 300.00 #1", "1011 Cr 46000.00"],
    ],
    [
      "billed less and disputed, as a commission that is not ours",
      [[ticket51, "45600.00 BDT", "disputed"]],
      "45600.00",
      ["2011 Dr 48500.00 #1", "1109 Cr 2800.00 #1", "1901 Cr 100.00 #1", "1011 Cr 45600.00"],
    ],
    [
      "a ticket and another's refund",
      [
        [ticket51, "45700.00 BDT"],
        [refund55, "-38700.00 BDT"],
      ],
      "7000.00",
      [
        "2011 Dr 48500.00 #1",
        "1109 Cr 2800.00 #1",
        "2011 Cr 41500.00 #2",
        "1109 Dr 2800.00 #2",
        "1011 Cr 7000.00",
      ],
    ],
    [
      "a refund alone: BSP pays us",
      [[refund55, "-38700.00 BDT"]],
      "-38700.00",
      ["2011 Cr 41500.00 #1", "1109 Dr 2800.00 #1", "1011 Dr 38700.00"],
    ],
    [
      "differences that cancel out are two differences",
      [
        [ticket51, "45710.00 BDT"],
        [ticket51, "45690.00 BDT"],
      ],
      "91400.00",
      [
        "2011 Dr 48500.00 #1",
        "1109 Cr 2800.00 #1",
        "2011 Dr 48500.00 #2",
        "1109 Cr 2800.00 #2",
        "5045 Dr 10.00 #1",
        "7045 Cr 10.00 #2",
        "1011 Cr 91400.00",
      ],
    ],
    [
      "a document we know nothing of",
      [[[], "1250.00 BDT", "disputed"]],
      "1250.00",
      ["1901 Dr 1250.00 #1", "1011 Cr 1250.00"],
    ],
    ["nothing", [], "0.00", []],
    [
      "an account that comes to zero moves no money",
      [
        [["2011 Cr 5.00 BDT"], "5.00 BDT"],
        [["2011 Dr 5.00 BDT"], "-5.00 BDT"],
      ],
      "0.00",
      ["2011 Dr 5.00 #1", "2011 Cr 5.00 #2"],
    ],
  ])("posts %s", (_, documents, remittance, expected) => {
    const posting = settle(documents, "BDT", booksIn("BDT"));
    expect(describeLines(posting.lines)).toEqual(expected);
    expect(formatAmount(posting.remittance)).toBe(remittance);
    if (expected.length > 0) buildEntry(posting.lines, booksIn("BDT"));
  });

  test.each<[string, Billed, string[]]>([
    [
      "JPY",
      [["2011 Cr 119340 JPY", "1109 Dr 2940 JPY"], "116401 JPY"],
      ["2011 Dr 119340 #1", "1109 Cr 2940 #1", "5045 Dr 1 #1", "1011 Cr 116401"],
    ],
    [
      "BHD",
      [["2011 Cr 183.775 BHD", "1109 Dr 2.500 BHD"], "181.274 BHD"],
      ["2011 Dr 183.775 #1", "1109 Cr 2.500 #1", "7045 Cr 0.001 #1", "1011 Cr 181.274"],
    ],
  ])("posts a billing in %s", (currency, document, expected) => {
    const { lines } = settle([document], currency, booksIn(currency));
    expect(describeLines(lines)).toEqual(expected);
  });

  test("settles 5.8's claim and commission at 118.00 as carried", () => {
    const books = booksIn("BDT", { "USD>BDT": "118.00000000" });
    const { lines } = settle(
      [
        [
          [
            "2011 Cr 620.00 USD = 72746.58 BDT @ 117.33320000",
            "1109 Dr 35.00 USD = 4106.66 BDT @ 117.33320000",
          ],
          "585.00 USD",
        ],
      ],
      "USD",
      books,
    );
    expect(describeLines(lines)).toEqual([
      "2011 Dr 620.00 = 72746.58 #1",
      "5091 Dr 0.00 = 413.42 #1",
      "1109 Cr 35.00 = 4106.66 #1",
      "5091 Cr 0.00 = 23.34 #1",
      "1011 Cr 585.00",
    ]);
    expect(buildEntry(lines, books).lines).toHaveLength(5);
  });

  test("clears foreign claims and debts that come to zero, without a minor unit left over", () => {
    const books = booksIn("BDT", { "USD>BDT": "117.33320000" });
    const { lines } = settle(
      [
        [["2011 Cr 0.01 USD = 1.18 BDT @ 118.00000000"], "0.01 USD"],
        [["2011 Cr 0.01 USD = 1.18 BDT @ 118.00000000"], "0.01 USD"],
        [["2011 Dr 0.02 USD = 2.30 BDT @ 115.00000000"], "-0.02 USD"],
      ],
      "USD",
      books,
    );
    expect(buildEntry(lines, books).lines).toHaveLength(lines.length);
  });

  test("refuses a billing in another currency than its documents", () => {
    expect(() => settle([[ticket51, "45700.00 BDT"]], "USD", booksIn("BDT"))).toThrow(
      expect.objectContaining({ code: "CURRENCY_MISMATCH" }),
    );
  });
});

function settle(documents: readonly Billed[], currency: string, books: EntryCurrencies) {
  return postBspSettlement(
    {
      currency,
      documents: documents.map(([items, billed, difference = "accepted"], index) => {
        const dimensions = { supplierId: 500 + index, ticketId: index + 1 };
        return {
          ...dimensions,
          items: items.map((item) => openItem(item, dimensions)),
          billed: readMoney(billed),
          difference,
        };
      }),
    },
    books,
  );
}
