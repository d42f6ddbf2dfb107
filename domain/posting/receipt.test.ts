import { openItem, readMoney } from "../../tests/harness/open-items";
import { booksIn, describeLines } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import type { EntryCurrencies } from "../journal/valuation";
import type { OpenItem } from "./open-item";
import type { ReceiptEvent } from "./receipt";
import { postAdvanceApplication, postGatewayPayout, postReceipt } from "./receipt";

const bdt = booksIn("BDT");
const at11810 = booksIn("BDT", { "USD>BDT": "118.10000000" });
const ofSale = { customerId: 70, bookingId: 3 };
const ticket51 = openItem("1101 Dr 49650.00 BDT", ofSale);
const sale58 = openItem("1101 Dr 640.00 USD = 75093.25 BDT @ 117.33320000", ofSale);

/** Item, amount of it, and what was paid for it where that is in another currency. */
type Application = readonly [item: OpenItem, amount: string, paid?: string];

interface Example {
  readonly name: string;
  readonly books?: EntryCurrencies;
  readonly channel?: ReceiptEvent["channel"];
  readonly received: string;
  readonly charge?: readonly [amount: string, vat: string];
  readonly withheld?: string;
  readonly applications: readonly Application[];
  readonly lines: readonly string[];
}

const examples: readonly Example[] = [
  {
    name: "5.1's receivable by bank",
    received: "49650.00 BDT",
    applications: [[ticket51, "49650.00 BDT"]],
    lines: ["1011 Dr 49650.00", "1101 Cr 49650.00"],
  },
  {
    name: "a part of it in cash",
    channel: "cash",
    received: "20000.00 BDT",
    applications: [[ticket51, "20000.00 BDT"]],
    lines: ["1001 Dr 20000.00", "1101 Cr 20000.00"],
  },
  {
    name: "by gateway, which keeps its charge and the VAT on it",
    channel: "gateway",
    received: "49650.00 BDT",
    charge: ["1000.00 BDT", "150.00 BDT"],
    applications: [[ticket51, "49650.00 BDT"]],
    lines: ["1021 Dr 48500.00", "5051 Dr 1000.00", "1161 Dr 150.00", "1101 Cr 49650.00"],
  },
  {
    name: "more than is owed: an advance",
    received: "50000.00 BDT",
    applications: [[ticket51, "49650.00 BDT"]],
    lines: ["1011 Dr 50000.00", "1101 Cr 49650.00", "2021 Cr 350.00"],
  },
  {
    name: "an advance alone",
    channel: "cash",
    received: "10000.00 BDT",
    applications: [],
    lines: ["1001 Dr 10000.00", "2021 Cr 10000.00"],
  },
  {
    name: "tax withheld: it settles as money does",
    received: "47167.50 BDT",
    withheld: "2482.50 BDT",
    applications: [[ticket51, "49650.00 BDT"]],
    lines: ["1011 Dr 47167.50", "1171 Dr 2482.50", "1101 Cr 49650.00"],
  },
  {
    name: "all of it withheld",
    received: "0.00 BDT",
    withheld: "100.00 BDT",
    applications: [[ticket51, "100.00 BDT"]],
    lines: ["1171 Dr 100.00", "1101 Cr 100.00"],
  },
  {
    name: "nothing",
    received: "0.00 BDT",
    applications: [],
    lines: [],
  },
  {
    name: "5.8's receivable at 118.10: the gain of 490.75, once",
    books: at11810,
    received: "640.00 USD",
    applications: [[sale58, "640.00 USD"]],
    lines: ["1011 Dr 640.00", "1101 Cr 640.00 = 75093.25", "5091 Cr 0.00 = 490.75"],
  },
  {
    name: "a part of 5.8's receivable: its part of what is carried",
    books: at11810,
    received: "240.00 USD",
    applications: [[sale58, "240.00 USD"]],
    lines: ["1011 Dr 240.00", "1101 Cr 240.00 = 28159.97", "5091 Cr 0.00 = 184.03"],
  },
  {
    name: "5.8's receivable at 117.00: a loss",
    books: booksIn("BDT", { "USD>BDT": "117.00000000" }),
    received: "640.00 USD",
    applications: [[sale58, "640.00 USD"]],
    lines: ["1011 Dr 640.00", "1101 Cr 640.00 = 75093.25", "5091 Dr 0.00 = 213.25"],
  },
  {
    name: "5.8's receivable in cash of another currency",
    books: at11810,
    channel: "cash",
    received: "75000.00 BDT",
    applications: [[sale58, "640.00 USD", "75000.00 BDT"]],
    lines: ["1001 Dr 75000.00", "1101 Cr 640.00 = 75093.25", "5091 Dr 0.00 = 93.25"],
  },
  {
    name: "a receivable in the books' currency, paid in USD",
    books: at11810,
    received: "420.00 USD",
    applications: [[ticket51, "49650.00 BDT", "420.00 USD"]],
    lines: ["1011 Dr 420.00", "1101 Cr 49650.00", "5091 Dr 0.00 = 48.00"],
  },
  {
    name: "two items and an advance in USD, a difference for each item",
    books: at11810,
    received: "700.00 USD",
    applications: [
      [sale58, "640.00 USD"],
      [openItem("1101 Dr 35.00 USD = 4200.00 BDT @ 120.00000000", ofSale), "35.00 USD"],
    ],
    lines: [
      "1011 Dr 700.00",
      "1101 Cr 640.00 = 75093.25",
      "5091 Cr 0.00 = 490.75",
      "1101 Cr 35.00 = 4200.00",
      "5091 Dr 0.00 = 66.50",
      "2021 Cr 25.00",
    ],
  },
  {
    name: "in JPY, without decimals",
    books: booksIn("JPY"),
    channel: "gateway",
    received: "122970 JPY",
    charge: ["3689 JPY", "368 JPY"],
    applications: [[openItem("1101 Dr 122970 JPY", ofSale), "122970 JPY"]],
    lines: ["1021 Dr 118913", "5051 Dr 3689", "1161 Dr 368", "1101 Cr 122970"],
  },
  {
    name: "in BHD, with three decimals",
    books: booksIn("BHD"),
    received: "187.900 BHD",
    withheld: "0.005 BHD",
    applications: [[openItem("1101 Dr 187.900 BHD", ofSale), "187.900 BHD"]],
    lines: ["1011 Dr 187.900", "1171 Dr 0.005", "1101 Cr 187.900", "2021 Cr 0.005"],
  },
  {
    name: "many items of BDT paid in USD: the parts are worth exactly the payment",
    books: at11810,
    received: "0.15 USD",
    applications: [1, 2, 3].map(
      () => [openItem("1101 Dr 6.00 BDT", ofSale), "6.00 BDT", "0.05 USD"] as const,
    ),
    // 0.05, 0.10 and 0.15 USD are 5.905, 11.81 and 17.715: 5.91, 5.90 and 5.91 for the three.
    lines: [
      "1011 Dr 0.15",
      "1101 Cr 6.00",
      "5091 Dr 0.00 = 0.09",
      "1101 Cr 6.00",
      "5091 Dr 0.00 = 0.10",
      "1101 Cr 6.00",
      "5091 Dr 0.00 = 0.09",
    ],
  },
];

describe("postReceipt", () => {
  test.each(examples)("posts $name", (example) => {
    const { books = bdt, lines: expected } = example;
    const { lines } = receive(example);
    expect(describeLines(lines)).toEqual(expected);
    if (lines.length === 0) return;
    expect(buildEntry(lines, books).lines).toHaveLength(lines.length);
  });

  test.each([undefined, 4])("names its branch where it has one: %p", (branchId) => {
    const { lines } = postReceipt(
      {
        customerId: 70,
        ...(branchId === undefined ? {} : { branchId }),
        channel: "bank",
        received: readMoney("5000.00 BDT"),
        applications: [],
      },
      bdt,
    );
    const expected = branchId === undefined ? { customerId: 70 } : { customerId: 70, branchId };
    expect(lines.map(({ dimensions }) => dimensions)).toEqual([expected, expected]);
  });

  test("says what is left as an advance", () => {
    const { advance } = receive({
      received: "50000.00 BDT",
      applications: [[ticket51, "49650.00 BDT"]],
    });
    expect(advance).toEqual(readMoney("350.00 BDT"));
  });

  test.each<[string, Partial<Example>, string]>([
    ["more than was paid", { received: "49649.99 BDT" }, "OVER_APPLIED"],
    [
      "more than is open",
      { received: "60000.00 BDT", applications: [[ticket51, "49650.01 BDT"]] },
      "OVER_APPLIED",
    ],
    ["a charge above the payment", { charge: ["49650.00 BDT", "0.01 BDT"] }, "OVER_APPLIED"],
    ["nothing of an item", { applications: [[ticket51, "0.00 BDT"]] }, "AMOUNT_INVALID"],
    [
      "an item for nothing",
      { applications: [[ticket51, "49650.00 BDT", "0.00 BDT"]] },
      "AMOUNT_INVALID",
    ],
    ["a negative receipt", { received: "-1.00 BDT", applications: [] }, "AMOUNT_INVALID"],
    ["a negative charge", { charge: ["-1.00 BDT", "0.00 BDT"] }, "AMOUNT_INVALID"],
    ["a charge in another currency", { charge: ["1.00 USD", "0.00 USD"] }, "CURRENCY_MISMATCH"],
    [
      "an item in another currency",
      { applications: [[sale58, "640.00 BDT"]] },
      "CURRENCY_MISMATCH",
    ],
    [
      "what was paid in another currency",
      { applications: [[sale58, "640.00 USD"]] },
      "CURRENCY_MISMATCH",
    ],
    [
      "a currency without a rate",
      { received: "5.00 EUR", applications: [[ticket51, "49650.00 BDT", "5.00 EUR"]] },
      "FX_RATE_MISSING",
    ],
  ])("refuses %s", (_, changes, code) => {
    const example = {
      received: "49650.00 BDT",
      applications: [[ticket51, "49650.00 BDT"]] as const,
      ...changes,
    };
    expect(() => receive(example)).toThrow(expect.objectContaining({ code }));
  });

  test("never settles one item twice", () => {
    const twice = [ticket51, ticket51].map((item) => [item, "49650.00 BDT"] as const);
    expect(() => receive({ received: "99300.00 BDT", applications: twice })).toThrow("once");
  });
});

describe("postAdvanceApplication", () => {
  test("settles a receivable with an advance: Dr 2021 / Cr 1101", () => {
    const lines = postAdvanceApplication(
      {
        advance: openItem("2021 Cr 10000.00 BDT", { customerId: 70 }),
        applications: [{ item: ticket51, amount: readMoney("9000.00 BDT") }],
      },
      bdt,
    );
    expect(describeLines(lines)).toEqual(["2021 Dr 9000.00", "1101 Cr 9000.00"]);
  });

  test("posts what advance and receivables are carried apart, to the last minor unit", () => {
    const lines = postAdvanceApplication(
      {
        advance: openItem("2021 Cr 700.00 USD = 82250.00 BDT @ 117.50000000"),
        applications: [
          { item: sale58, amount: readMoney("333.33 USD") },
          {
            item: openItem("1101 Dr 100.01 USD = 11734.50 BDT @ 117.33320000"),
            amount: readMoney("100.01 USD"),
          },
        ],
      },
      at11810,
    );
    // 333.33 of 640.00 is 39,110.68 of 75,093.25; 433.34 of 700.00 is 50,917.45 of 82,250.00. At
    // 118.10 the two are 39,366.27 and 11,811.18, together 51,177.45.
    expect(describeLines(lines)).toEqual([
      "2021 Dr 433.34 = 50917.45",
      "5091 Dr 0.00 = 260.00",
      "1101 Cr 333.33 = 39110.68",
      "5091 Cr 0.00 = 255.59",
      "1101 Cr 100.01 = 11734.50",
      "5091 Cr 0.00 = 76.68",
    ]);
    expect(buildEntry(lines, at11810).lines).toHaveLength(lines.length);
  });

  test("is nothing without applications, and refuses more than the advance", () => {
    const advance = openItem("2021 Cr 10.00 BDT", { customerId: 70 });
    expect(postAdvanceApplication({ advance, applications: [] }, bdt)).toEqual([]);
    const applications = [{ item: ticket51, amount: readMoney("10.01 BDT") }];
    expect(() => postAdvanceApplication({ advance, applications }, bdt)).toThrow(
      expect.objectContaining({ code: "OVER_APPLIED" }),
    );
  });
});

describe("postGatewayPayout", () => {
  test("moves what was collected to the bank, less what the gateway keeps", () => {
    const lines = postGatewayPayout(
      {
        collected: openItem("1021 Dr 48500.00 BDT"),
        amount: readMoney("48500.00 BDT"),
        charge: { amount: readMoney("20.00 BDT"), vat: readMoney("3.00 BDT") },
      },
      bdt,
    );
    expect(describeLines(lines)).toEqual([
      "1011 Dr 48477.00",
      "5051 Dr 20.00",
      "1161 Dr 3.00",
      "1021 Cr 48500.00",
    ]);
  });

  test("in foreign currency settles it at its carried amount", () => {
    const lines = postGatewayPayout(
      {
        collected: openItem("1021 Dr 640.00 USD = 75093.25 BDT @ 117.33320000"),
        amount: readMoney("640.00 USD"),
      },
      at11810,
    );
    expect(describeLines(lines)).toEqual([
      "1011 Dr 640.00",
      "1021 Cr 640.00 = 75093.25",
      "5091 Cr 0.00 = 490.75",
    ]);
  });

  test("refuses more than was collected", () => {
    const collected = openItem("1021 Dr 48500.00 BDT");
    expect(() => postGatewayPayout({ collected, amount: readMoney("48500.01 BDT") }, bdt)).toThrow(
      expect.objectContaining({ code: "OVER_APPLIED" }),
    );
  });
});

function receive(example: Omit<Example, "name" | "lines">) {
  const { books = bdt, channel = "bank", charge, withheld } = example;
  return postReceipt(
    {
      customerId: 70,
      channel,
      received: readMoney(example.received),
      ...(charge === undefined
        ? {}
        : { charge: { amount: readMoney(charge[0]), vat: readMoney(charge[1]) } }),
      ...(withheld === undefined ? {} : { withheld: readMoney(withheld) }),
      applications: example.applications.map(([item, amount, paid]) => ({
        item,
        amount: readMoney(amount),
        ...(paid === undefined ? {} : { paid: readMoney(paid) }),
      })),
    },
    books,
  );
}
