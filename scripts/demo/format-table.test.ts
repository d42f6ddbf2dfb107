import { formatAmount, formatPairs, formatTable } from "./format-table";

describe("formatTable", () => {
  test("lines up its columns and leaves no blanks at the end of a line", () => {
    const columns = [
      { title: "Account" },
      { title: "Debit", align: "right" },
      { title: "Name" },
    ] as const;
    expect(
      formatTable(columns, [
        ["1101", "50,800.00", "Receivables"],
        ["2011", "", "Payables to airlines"],
      ]),
    ).toEqual([
      "Account       Debit   Name",
      "1101      50,800.00   Receivables",
      "2011                  Payables to airlines",
    ]);
  });
});

describe("formatPairs", () => {
  test("puts the values in one column", () => {
    expect(
      formatPairs([
        ["on disk", "/a"],
        ["API", "/b"],
      ]),
    ).toEqual(["on disk   /a", "API       /b"]);
  });
});

describe("formatAmount", () => {
  test.each([
    ["50800.00", "50,800.00"],
    ["999", "999"],
    ["1234567", "1,234,567"],
    ["-1000.500", "-1,000.500"],
    ["0.00", "0.00"],
  ])("shows %s as %s", (amount, shown) => {
    expect(formatAmount(amount)).toBe(shown);
  });
});
