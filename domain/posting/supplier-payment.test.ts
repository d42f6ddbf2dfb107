import { openItem, readMoney } from "../../tests/harness/open-items";
import { booksIn, describeLines } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import type { EntryCurrencies } from "../journal/valuation";
import { formatAmount } from "../money";
import type { OpenItem } from "./open-item";
import type { SupplierPaymentEvent } from "./supplier-payment";
import { postPrepaymentApplication, postSupplierPayment } from "./supplier-payment";

const bdt = booksIn("BDT");
const at118 = booksIn("BDT", { "USD>BDT": "118.00000000" });
const payable58 = openItem("2011 Cr 620.00 USD = 72746.58 BDT @ 117.33320000", { supplierId: 500 });
const hotel = openItem("2012 Cr 1000.00 BDT", { supplierId: 500 });

interface Example {
  readonly name: string;
  readonly books?: EntryCurrencies;
  readonly channel?: SupplierPaymentEvent["channel"];
  readonly amount: string;
  readonly withheld?: string;
  readonly charge?: readonly [amount: string, vat: string];
  readonly applications: readonly (readonly [item: OpenItem, amount: string, paid?: string])[];
  readonly lines: readonly string[];
}

const examples: readonly Example[] = [
  {
    name: "accounting.md 5.8: 620.00 USD at 118.00, the loss of 413.42 in BDT alone",
    books: at118,
    amount: "620.00 USD",
    applications: [[payable58, "620.00 USD"]],
    lines: ["2011 Dr 620.00 = 72746.58", "5091 Dr 0.00 = 413.42", "1011 Cr 620.00"],
  },
  {
    name: "the same from an account in BDT",
    books: at118,
    amount: "73160.00 BDT",
    applications: [[payable58, "620.00 USD", "73160.00 BDT"]],
    lines: ["2011 Dr 620.00 = 72746.58", "5091 Dr 0.00 = 413.42", "1011 Cr 73160.00"],
  },
  {
    name: "at 117.00: a gain",
    books: booksIn("BDT", { "USD>BDT": "117.00000000" }),
    amount: "620.00 USD",
    applications: [[payable58, "620.00 USD"]],
    lines: ["2011 Dr 620.00 = 72746.58", "5091 Cr 0.00 = 206.58", "1011 Cr 620.00"],
  },
  {
    name: "at the rate it was booked at: no difference",
    books: booksIn("BDT", { "USD>BDT": "117.33320000" }),
    amount: "620.00 USD",
    applications: [[payable58, "620.00 USD"]],
    lines: ["2011 Dr 620.00 = 72746.58", "1011 Cr 620.00"],
  },
  {
    name: "a third of it: a third of what is carried",
    books: at118,
    amount: "206.67 USD",
    applications: [[payable58, "206.67 USD"]],
    lines: ["2011 Dr 206.67 = 24249.25", "5091 Dr 0.00 = 137.81", "1011 Cr 206.67"],
  },
  {
    name: "in cash",
    channel: "cash",
    amount: "1000.00 BDT",
    applications: [[hotel, "1000.00 BDT"]],
    lines: ["2012 Dr 1000.00", "1001 Cr 1000.00"],
  },
  {
    name: "tax withheld: the payable goes whole, the authority is owed its part",
    amount: "1000.00 BDT",
    withheld: "100.00 BDT",
    applications: [[hotel, "1000.00 BDT"]],
    lines: ["2012 Dr 1000.00", "1011 Cr 900.00", "2062 Cr 100.00"],
  },
  {
    name: "the bank's charge on top",
    amount: "1000.00 BDT",
    charge: ["50.00 BDT", "7.50 BDT"],
    applications: [[hotel, "1000.00 BDT"]],
    lines: ["2012 Dr 1000.00", "5051 Dr 50.00", "1161 Dr 7.50", "1011 Cr 1057.50"],
  },
  {
    name: "a prepayment",
    amount: "5000.00 BDT",
    applications: [],
    lines: ["1301 Dr 5000.00", "1011 Cr 5000.00"],
  },
  {
    name: "a payable and a prepayment at once",
    amount: "5000.00 BDT",
    applications: [[hotel, "1000.00 BDT"]],
    lines: ["2012 Dr 1000.00", "1301 Dr 4000.00", "1011 Cr 5000.00"],
  },
  {
    name: "tax withheld in USD, at the day's rate",
    books: at118,
    amount: "620.00 USD",
    withheld: "62.00 USD",
    applications: [[payable58, "620.00 USD"]],
    lines: [
      "2011 Dr 620.00 = 72746.58",
      "5091 Dr 0.00 = 413.42",
      "1011 Cr 558.00",
      "2062 Cr 62.00",
    ],
  },
  { name: "nothing", amount: "0.00 BDT", applications: [], lines: [] },
  {
    name: "in JPY, without decimals",
    books: booksIn("JPY"),
    amount: "75501 JPY",
    withheld: "7550 JPY",
    applications: [[openItem("2012 Cr 75501 JPY", { supplierId: 500 }), "75501 JPY"]],
    lines: ["2012 Dr 75501", "1011 Cr 67951", "2062 Cr 7550"],
  },
  {
    name: "in BHD, with three decimals",
    books: booksIn("BHD"),
    amount: "100.000 BHD",
    charge: ["0.250 BHD", "0.025 BHD"],
    applications: [[openItem("2012 Cr 99.875 BHD", { supplierId: 500 }), "99.875 BHD"]],
    lines: ["2012 Dr 99.875", "1301 Dr 0.125", "5051 Dr 0.250", "1161 Dr 0.025", "1011 Cr 100.275"],
  },
];

describe("postSupplierPayment", () => {
  test.each(examples)("posts $name", (example) => {
    const { lines } = pay(example);
    expect(describeLines(lines)).toEqual(example.lines);
    if (lines.length === 0) return;
    expect(buildEntry(lines, example.books ?? bdt).lines).toHaveLength(lines.length);
  });

  test("books 5.8's payment in BDT as the document does", () => {
    const [example] = examples;
    if (example === undefined) throw new Error("There are examples.");
    const entry = buildEntry(pay(example).lines, at118);
    expect(
      entry.lines.map(({ account, functional }) => [account, formatAmount(functional)]),
    ).toEqual([
      ["2011", "72746.58"],
      ["5091", "413.42"],
      ["1011", "73160.00"],
    ]);
  });

  test("says what is left as a prepayment, and that the tax is the supplier's", () => {
    const { prepayment, lines } = pay({
      amount: "5000.00 BDT",
      withheld: "1.00 BDT",
      applications: [[hotel, "1000.00 BDT"]],
    });
    expect(prepayment).toEqual(readMoney("4000.00 BDT"));
    expect(lines.find(({ account }) => account === "2062")?.dimensions).toEqual({
      supplierId: 500,
      taxCode: "WHT_SUPPLIER",
    });
  });

  test.each([undefined, 4])("names its branch where it has one: %p", (branchId) => {
    const { lines } = postSupplierPayment(
      {
        supplierId: 500,
        ...(branchId === undefined ? {} : { branchId }),
        channel: "bank",
        amount: readMoney("5000.00 BDT"),
        applications: [],
      },
      bdt,
    );
    const expected = branchId === undefined ? { supplierId: 500 } : { supplierId: 500, branchId };
    expect(lines.map(({ dimensions }) => dimensions)).toEqual([expected, expected]);
  });

  test.each<[string, Omit<Example, "name" | "lines">, string]>([
    [
      "to apply more than is paid",
      { amount: "999.99 BDT", applications: [[hotel, "1000.00 BDT"]] },
      "OVER_APPLIED",
    ],
    [
      "to pay more than is open on an item",
      { amount: "2000.00 BDT", applications: [[hotel, "1000.01 BDT"]] },
      "OVER_APPLIED",
    ],
    [
      "to withhold more than is paid",
      { amount: "10.00 BDT", withheld: "10.01 BDT", applications: [] },
      "OVER_APPLIED",
    ],
    [
      "a negative charge",
      { amount: "10.00 BDT", charge: ["-1.00 BDT", "0.00 BDT"], applications: [] },
      "AMOUNT_INVALID",
    ],
    [
      "tax in another currency",
      { amount: "10.00 BDT", withheld: "1.00 USD", applications: [] },
      "CURRENCY_MISMATCH",
    ],
  ])("refuses %s", (_, example, code) => {
    expect(() => pay(example)).toThrow(expect.objectContaining({ code }));
  });
});

describe("postPrepaymentApplication", () => {
  test("settles what we owe with what we prepaid, each as carried", () => {
    const lines = postPrepaymentApplication(
      {
        prepayment: openItem("1301 Dr 100.00 USD = 11733.32 BDT @ 117.33320000"),
        applications: [
          {
            item: openItem("2012 Cr 100.00 USD = 11800.00 BDT @ 118.00000000"),
            amount: readMoney("100.00 USD"),
          },
        ],
      },
      booksIn("BDT", { "USD>BDT": "118.50000000" }),
    );
    expect(describeLines(lines)).toEqual([
      "2012 Dr 100.00 = 11800.00",
      "5091 Dr 0.00 = 50.00",
      "1301 Cr 100.00 = 11733.32",
      "5091 Cr 0.00 = 116.68",
    ]);
    expect(buildEntry(lines, at118).lines).toHaveLength(4);
  });

  test("is nothing without applications", () => {
    const prepayment = openItem("1301 Dr 100.00 BDT");
    expect(postPrepaymentApplication({ prepayment, applications: [] }, bdt)).toEqual([]);
  });
});

function pay(example: Omit<Example, "name" | "lines">) {
  const { books = bdt, channel = "bank", charge, withheld } = example;
  return postSupplierPayment(
    {
      supplierId: 500,
      channel,
      amount: readMoney(example.amount),
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
