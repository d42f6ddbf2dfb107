import { openItem, readMoney } from "../../tests/harness/open-items";
import { booksIn, describeLines } from "../../tests/harness/posting-books";
import { buildEntry } from "../journal/build-entry";
import type { EntryCurrencies } from "../journal/valuation";
import type { PaybackMeans } from "./payback";
import { postCreditExpiry, postPayback } from "./payback";

const bdt = booksIn("BDT");
const at118 = booksIn("BDT", { "USD>BDT": "118.00000000" });
const dimensions = { customerId: 70, bookingId: 3 };
const of55 = openItem("2022 Cr 40925.00 BDT", dimensions);
const inUsd = openItem("2022 Cr 550.00 USD = 64533.26 BDT @ 117.33320000", dimensions);

describe("postPayback", () => {
  test.each<[string, string, PaybackMeans, string[]]>([
    ["5.5's by bank", "40925.00 BDT", { kind: "bank" }, ["2022 Dr 40925.00", "1011 Cr 40925.00"]],
    ["in cash", "40925.00 BDT", { kind: "cash" }, ["2022 Dr 40925.00", "1001 Cr 40925.00"]],
    [
      "as a gateway reversal, whose charge is ours",
      "40925.00 BDT",
      {
        kind: "gateway",
        charge: { amount: readMoney("30.00 BDT"), vat: readMoney("4.50 BDT") },
      },
      ["2022 Dr 40925.00", "5051 Dr 30.00", "1161 Dr 4.50", "1021 Cr 40959.50"],
    ],
    [
      "as a customer's credit",
      "40925.00 BDT",
      { kind: "customer_credit", months: 12 },
      ["2022 Dr 40925.00", "2021 Cr 40925.00"],
    ],
    ["in parts", "925.00 BDT", { kind: "cash" }, ["2022 Dr 925.00", "1001 Cr 925.00"]],
    [
      "set off against what the customer owes",
      "40925.00 BDT",
      {
        kind: "receivable",
        applications: [
          {
            item: openItem("1101 Dr 49650.00 BDT", dimensions),
            amount: readMoney("40925.00 BDT"),
          },
        ],
      },
      ["2022 Dr 40925.00", "1101 Cr 40925.00"],
    ],
  ])("pays back %s", (_, amount, means, expected) => {
    const { lines } = postPayback(
      { payable: of55, amount: readMoney(amount), paidOn: "2026-11-21", means },
      bdt,
    );
    expect(describeLines(lines)).toEqual(expected);
  });

  test.each<[string, EntryCurrencies, PaybackMeans, string[]]>([
    [
      "by bank",
      at118,
      { kind: "bank" },
      ["2022 Dr 550.00 = 64533.26", "5091 Dr 0.00 = 366.74", "1011 Cr 550.00"],
    ],
    [
      "as a customer's credit, at the day's rate",
      booksIn("BDT", { "USD>BDT": "117.00000000" }),
      { kind: "customer_credit", months: 6 },
      ["2022 Dr 550.00 = 64533.26", "5091 Cr 0.00 = 183.26", "2021 Cr 550.00"],
    ],
  ])("in foreign currency %s posts the difference to 5091", (_, books, means, expected) => {
    const { lines } = postPayback(
      { payable: inUsd, amount: readMoney("550.00 USD"), paidOn: "2026-11-21", means },
      books,
    );
    expect(describeLines(lines)).toEqual(expected);
    expect(buildEntry(lines, books).lines).toHaveLength(lines.length);
  });

  test.each([
    ["2026-11-21", 12, "2027-11-21"],
    ["2026-08-31", 6, "2027-02-28"],
    ["2027-08-31", 6, "2028-02-29"],
    ["2026-12-31", 1, "2027-01-31"],
    ["2026-11-21", 0, "2026-11-21"],
  ])("a credit of %s that lasts %i months expires on %s", (paidOn, months, expected) => {
    const means = { kind: "customer_credit", months } as const;
    const amount = readMoney("40925.00 BDT");
    expect(postPayback({ payable: of55, amount, paidOn, means }, bdt).creditExpiresOn).toBe(
      expected,
    );
  });

  test("money does not expire", () => {
    const event = { payable: of55, amount: readMoney("40925.00 BDT"), paidOn: "2026-11-21" };
    const means = { kind: "bank" } as const;
    expect(postPayback({ ...event, means }, bdt).creditExpiresOn).toBeNull();
  });

  test.each<[string, string, PaybackMeans, string]>([
    ["more than stands in 2022", "40925.01 BDT", { kind: "bank" }, "OVER_APPLIED"],
    ["nothing", "0.00 BDT", { kind: "cash" }, "AMOUNT_INVALID"],
    [
      "more than it sets off",
      "40925.00 BDT",
      { kind: "receivable", applications: [] },
      "AMOUNT_INVALID",
    ],
    ["in another currency", "1.00 USD", { kind: "cash" }, "CURRENCY_MISMATCH"],
    [
      "with a negative charge",
      "1.00 BDT",
      { kind: "bank", charge: { amount: readMoney("-1.00 BDT"), vat: readMoney("0.00 BDT") } },
      "AMOUNT_INVALID",
    ],
  ])("refuses to pay back %s", (_, amount, means, code) => {
    const event = { payable: of55, amount: readMoney(amount), paidOn: "2026-11-21", means };
    expect(() => postPayback(event, bdt)).toThrow(expect.objectContaining({ code }));
  });
});

describe("postCreditExpiry", () => {
  test.each([
    ["2021 Cr 925.00 BDT", ["2021 Dr 925.00", "4033 Cr 925.00"]],
    [
      "2021 Cr 55.00 USD = 6453.33 BDT @ 117.33320000",
      ["2021 Dr 55.00 = 6453.33", "5091 Dr 0.00 = 36.67", "4033 Cr 55.00"],
    ],
  ])("makes %s our revenue", (credit, expected) => {
    const lines = postCreditExpiry(openItem(credit, { customerId: 70 }), at118);
    expect(describeLines(lines)).toEqual(expected);
  });
});
