import { parseMoney } from "../money";
import type { ExportedAccount, ExportedEntry, ExportedLine } from "./hledger";
import { hledgerEntry, hledgerHeader } from "./hledger";

const accounts: readonly ExportedAccount[] = [
  { code: "1011", name: "Bank", class: "asset", control: "bank_account" },
  { code: "1101", name: "Accounts receivable: customers", class: "asset", control: "customer" },
  { code: "2011", name: "BSP payable", class: "liability", control: "supplier" },
  { code: "4031", name: "Fee  ; \t(new)", class: "income", control: null },
  { code: "5099", name: "Rounding difference", class: "expense", control: null },
];

function line(
  code: string,
  side: "debit" | "credit",
  amounts: readonly [transaction: string, functional: string, reporting?: string],
  dimensions: ExportedLine["dimensions"] = {},
): ExportedLine {
  const [transaction, functional, reporting] = amounts.map((text) => {
    const [amount = "", currency = ""] = (text ?? "").split(" ");
    return parseMoney({ amount, currency });
  });
  const account = accounts.find((each) => each.code === code);
  if (!account || !transaction || !functional) throw new Error("the line is not complete");
  return { account, side, transaction, functional, reporting: reporting ?? null, dimensions };
}

function entry(lines: readonly ExportedLine[], overrides: Partial<ExportedEntry> = {}) {
  return {
    number: 12,
    reference: null,
    publicId: "je_1",
    entryDate: "2026-11-21",
    eventDate: "2026-11-21",
    description: "Sale of 997-2400000001",
    postingKey: "issue:bk_1",
    source: "booking bk_1",
    reversesNumber: null,
    lines,
    ...overrides,
  };
}

describe("hledgerHeader", () => {
  test("declares each currency with its decimals, and each account with its type", () => {
    expect(hledgerHeader(accounts, ["USD", "JPY", "BHD"]).split("\n")).toEqual([
      "decimal-mark .",
      "commodity 1000.000 BHD",
      "commodity 1000. JPY",
      "commodity 1000.00 USD",
      "",
      "account assets:1011 Bank  ; type: C",
      "account assets:1101 Accounts receivable, customers  ; type: A",
      "account liabilities:2011 BSP payable  ; type: L",
      "account revenues:4031 Fee (new)  ; type: R",
      "account expenses:5099 Rounding difference  ; type: X",
      "",
      "",
    ]);
  });
});

describe("hledgerEntry", () => {
  const foreign = entry([
    line("1101", "debit", ["640.00 USD", "75093.25 BDT", "640.00 USD"], { customer: "C-1" }),
    line("4031", "credit", ["640.00 USD", "75093.24 BDT", "640.00 USD"]),
    line("5099", "credit", ["0.00 USD", "0.01 BDT", "0.00 USD"]),
  ]);

  test("values each foreign line at what it is carried at, and rounding in the books' currency", () => {
    expect(hledgerEntry(foreign, "functional").split("\n")).toEqual([
      "2026-11-21 (12) Sale of 997-2400000001  ; id:je_1, key:issue:bk_1, source:booking bk_1",
      "    assets:1101 Accounts receivable, customers  640.00 USD @@ 75093.25 BDT  ; customer:C-1",
      "    revenues:4031 Fee (new)  -640.00 USD @@ 75093.24 BDT",
      "    expenses:5099 Rounding difference  -0.01 BDT",
      "",
      "",
    ]);
  });

  test("values them in the reporting currency where that is asked for, and leaves out what is nothing there", () => {
    const text = hledgerEntry(foreign, "reporting");
    expect(text).toContain("    revenues:4031 Fee (new)  -640.00 USD\n\n");
    expect(text).not.toContain("5099");
  });

  test("values nothing that stands in the books' own currency", () => {
    const plain = entry([
      line("1011", "debit", ["100.00 BDT", "100.00 BDT"]),
      line("4031", "credit", ["100.00 BDT", "100.00 BDT"]),
    ]);
    expect(hledgerEntry(plain, "functional")).not.toContain("@@");
  });

  test("tells the number as it was written beside the one over all years", () => {
    const text = hledgerEntry(entry([], { reference: "JE-2026-000003" }), "functional");
    expect(text).toContain("(12) Sale of 997-2400000001  ; id:je_1, number:JE-2026-000003, key:");
  });

  test("tells the day of the event where it is another one, and what was reversed", () => {
    const text = hledgerEntry(
      entry([], { eventDate: "2026-10-31", reversesNumber: 7 }),
      "functional",
    );
    expect(text).toMatch(/^2026-11-21=2026-10-31 \(12\) .*reverses:7/);
  });

  test.each([
    ["a semicolon, which begins a comment", "Sale; refunded", "Sale refunded"],
    ["a line break", "Sale\nof \u2028 two", "Sale of two"],
    ["other scripts", "ঢাকা → দুবাই 😀", "ঢাকা → দুবাই 😀"],
    ["nothing", " ; ", ""],
  ])("keeps a description with %s in its place", (_, description, told) => {
    const text = hledgerEntry(entry([], { description }), "functional");
    expect(text.split("\n")[0]).toBe(
      `2026-11-21 (12)${told && ` ${told}`}  ; id:je_1, key:issue:bk_1, source:booking bk_1`,
    );
  });

  test("keeps a tag's value from ending early or becoming a date", () => {
    const odd = line("1011", "debit", ["1.00 BDT", "1.00 BDT"], { customer: "A, [2020-01-01]; B" });
    expect(hledgerEntry(entry([odd]), "functional")).toContain("; customer:A 2020-01-01 B");
  });
});
