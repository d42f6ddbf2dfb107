import type { EntryLine } from "../journal/build-entry";
import { formatAmount, parseMoney } from "../money";
import type { StatedDocument } from "./remittance";
import { executionDay, expectedOf, remittanceBatchCode, toBilledDocument } from "./remittance";

const ticket51 = ["2011 Cr 48500.00", "1109 Dr 2800.00"];

describe("toBilledDocument", () => {
  test.each<[string, Partial<StatedDocument> & { lines?: EntryLine[] }, string[], string, string]>([
    [
      "accounting.md 5.7: 12.50 more than our books, which somebody has accepted",
      { billed: bdt("45712.50"), lines: linesOf(ticket51), exceptions: "accepted" },
      ["2011 credit 48500.00", "1109 debit 2800.00"],
      "45700.00",
      "accepted",
    ],
    [
      "the same, which nobody has: paid all the same, in suspense",
      { billed: bdt("45712.50"), lines: linesOf(ticket51), exceptions: "open" },
      ["2011 credit 48500.00", "1109 debit 2800.00"],
      "45700.00",
      "disputed",
    ],
    [
      "a difference within the tolerance",
      { billed: bdt("45700.02"), lines: linesOf(ticket51) },
      ["2011 credit 48500.00", "1109 debit 2800.00"],
      "45700.00",
      "accepted",
    ],
    [
      "a refund (5.5): BSP credits 38,700.00",
      { billed: bdt("-38700.00"), lines: linesOf(["2011 Dr 41500.00", "1109 Cr 2800.00"]) },
      ["2011 debit 41500.00", "1109 credit 2800.00"],
      "-38700.00",
      "accepted",
    ],
    [
      "a sale by the passenger's card (5.2): BSP owes the commission",
      { billed: bdt("-2800.00"), lines: linesOf(["1109 Dr 2800.00"]) },
      ["1109 debit 2800.00"],
      "-2800.00",
      "accepted",
    ],
    [
      "a ticket that we have voided, billed all the same",
      {
        billed: bdt("45700.00"),
        lines: linesOf([...ticket51, "2011 Dr 48500.00", "1109 Cr 2800.00"]),
        exceptions: "open",
      },
      [],
      "0.00",
      "disputed",
    ],
    ["what our books have nothing of", { billed: bdt("500.00") }, [], "0.00", "disputed"],
    [
      "a memo that nobody has decided on: paid ahead",
      { billed: bdt("1250.00"), unposted: true },
      ["2011 credit 1250.00"],
      "1250.00",
      "accepted",
    ],
    [
      "an ACM that nobody has decided on",
      { billed: bdt("-1250.00"), unposted: true },
      ["2011 debit 1250.00"],
      "-1250.00",
      "accepted",
    ],
    [
      "a memo that recalls 350.00 of commission, accepted",
      { billed: bdt("1250.00"), lines: linesOf(["2011 Cr 900.00", "1109 Cr 350.00"]) },
      ["2011 credit 900.00", "1109 credit 350.00"],
      "1250.00",
      "accepted",
    ],
    [
      "lines in another currency than it is billed in",
      { billed: { currency: "USD", minor: 38_900n }, lines: linesOf(ticket51) },
      [],
      "0.00",
      "disputed",
    ],
  ])("settles %s", (_, stated, items, expected, difference) => {
    const document = toBilledDocument(
      {
        supplierId: 500,
        billed: bdt("0.00"),
        lines: [],
        unposted: false,
        exceptions: "none",
        ...stated,
      },
      "BDT",
    );
    expect(
      document.items.map(
        ({ account, side, amount }) => `${account} ${side} ${formatAmount(amount)}`,
      ),
    ).toEqual(items);
    expect(formatAmount(expectedOf(document))).toBe(expected);
    expect(document.difference).toBe(difference);
  });
});

describe("remittanceBatchCode", () => {
  test("is short enough for MsgId, and another one for what is billed late", () => {
    const billing = { market: "BD", endsOn: "2026-11-15", currency: "BDT" };
    expect(remittanceBatchCode(billing, 1)).toBe("BSP-BD-20261115-BDT-1");
    expect(remittanceBatchCode(billing, 999_999).length).toBeLessThanOrEqual(35);
  });
});

describe("executionDay", () => {
  test("is not before today", () => {
    expect(executionDay("2026-11-14", "2026-11-15")).toBe("2026-11-15");
    expect(executionDay("2026-11-30", "2026-11-15")).toBe("2026-11-30");
  });
});

function bdt(amount: string) {
  return parseMoney({ amount, currency: "BDT" });
}

/** `2011 Cr 48500.00`, in BDT. */
function linesOf(texts: readonly string[]): EntryLine[] {
  return texts.map((text, index) => {
    const [account = "", side, amount = ""] = text.split(" ");
    return {
      lineNumber: index + 1,
      account,
      side: side === "Dr" ? "debit" : "credit",
      transaction: bdt(amount),
      functional: bdt(amount),
      fxRate: "1.00000000",
      dimensions: { supplierId: 500 },
    };
  });
}
