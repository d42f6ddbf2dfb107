import { readRatesCsv } from "./read-rates-csv";

const header = "from_currency,to_currency,effective_on,rate,source";

describe("readRatesCsv", () => {
  test("reads rows in the header's own order, with a byte order mark, CRLF and quotes", () => {
    const text =
      '\uFEFFrate,effective_on,to_currency,from_currency\r\n117.3332,2026-11-30,BDT,USD\r\n"1.085",2026-11-30,USD,EUR\r\n';
    expect(readRatesCsv(text)).toEqual({
      rows: [
        {
          line: 2,
          from: "USD",
          to: "BDT",
          effectiveOn: "2026-11-30",
          rate: "117.33320000",
          source: "csv",
        },
        {
          line: 3,
          from: "EUR",
          to: "USD",
          effectiveOn: "2026-11-30",
          rate: "1.08500000",
          source: "csv",
        },
      ],
      bad: [],
    });
  });

  test.each([
    ["an unknown currency", "USX,BDT,2026-11-30,117,", "from_currency", "currency_unknown"],
    ["one currency twice", "USD,USD,2026-11-30,117,", "to_currency", "fx_rate_invalid"],
    ["a day that is none", "USD,BDT,2026-02-30,117,", "effective_on", "date_invalid"],
    ["a day in another notation", "USD,BDT,30/11/2026,117,", "effective_on", "date_invalid"],
    ["a rate of zero", "USD,BDT,2026-11-30,0,", "rate", "fx_rate_invalid"],
    ["a rate in words", "USD,BDT,2026-11-30,much,", "rate", "fx_rate_invalid"],
    ["nine decimals", "USD,BDT,2026-11-30,1.123456789,", "rate", "fx_rate_invalid"],
    ["a field too few", "USD,BDT,2026-11-30", "", "fields_missing"],
    ["a source too long", `USD,BDT,2026-11-30,117,${"x".repeat(41)}`, "source", "too_long"],
  ])("names the line of %s", (_, row, column, code) => {
    const { bad } = readRatesCsv(`${header}\nUSD,BDT,2026-11-29,117,\n${row}\n`);
    expect(bad).toEqual([expect.objectContaining({ line: 3, column, code })]);
  });

  test("names the line of a pair and day that stands in the file before", () => {
    const { bad } = readRatesCsv(`${header}\nUSD,BDT,2026-11-30,117,\n\nUSD,BDT,2026-11-30,118,\n`);
    expect(bad).toEqual([
      {
        line: 4,
        column: "",
        code: "rate_repeated",
        text: "USD/BDT 2026-11-30 stands on line 2 already.",
      },
    ]);
  });

  test("names every bad row, each fault of it, and the one in ten thousand", () => {
    const days = Array.from(
      { length: 9_999 },
      (_, index) =>
        `USD,BDT,${new Date(Date.UTC(2000, 0, 1 + index)).toISOString().slice(0, 10)},117,`,
    );
    const rows = days.with(7_000, "USD,BDX,2026-11-31,117,");
    const { bad } = readRatesCsv([header, ...rows].join("\n"));
    expect(bad.map(({ line, code }) => [line, code])).toEqual([
      [7_002, "currency_unknown"],
      [7_002, "date_invalid"],
    ]);
  });

  test.each([
    ["", "header"],
    ["from_currency,to_currency,rate\n", "header"],
    [`${header},rate\n`, "header"],
    [`${header},margin\n`, "header"],
  ])("refuses the header of %j", (text, column) => {
    expect(readRatesCsv(text).bad).toEqual([
      expect.objectContaining({ line: 1, column, code: "header_invalid" }),
    ]);
  });

  test("names the line of a quote that is never closed", () => {
    const { bad, rows } = readRatesCsv(`${header}\nUSD,BDT,2026-11-30,117,"x\n`);
    expect(rows).toEqual([]);
    expect(bad).toEqual([expect.objectContaining({ code: "csv_malformed" })]);
  });
});
