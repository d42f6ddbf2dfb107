import { formatAmount } from "../money";
import { groupEntries } from "./imported-entries";
import type { CsvRecord, ImportKind } from "./imported-rows";
import { nameCells } from "./imported-rows";
import type { ImportedRow } from "./read-row";
import { readRow } from "./read-row";

function records(...rows: readonly string[]): CsvRecord[] {
  return rows.map((row, index) => ({ line: index + 1, cells: row.split(",") }));
}

describe("nameCells", () => {
  const journal = "entry,date,description,account,debit,credit,currency";

  test("names cells by the header, in whatever order and case it has, without blanks", () => {
    const { records: named } = nameCells(
      "journal",
      records(
        "Currency, ENTRY ,date,description,account,credit,debit",
        " BDT ,A,2026-01-01,x,1011,,1",
      ),
    );
    expect(named).toEqual([
      {
        line: 2,
        cells: {
          currency: "BDT",
          entry: "A",
          date: "2026-01-01",
          description: "x",
          account: "1011",
          credit: "",
          debit: "1",
        },
      },
    ]);
  });

  test.each<[ImportKind, string, RegExp]>([
    ["journal", "account,debit,credit,currency", /entry is missing/],
    ["journal", `${journal},booking`, /booking is unknown/],
    ["journal", `${journal},debit`, /debit stands there twice/],
    ["opening_balances", journal, /entry is unknown.*date is unknown.*description is unknown/],
    ["opening_balances", "account,debit", /credit is missing.*currency is missing/],
    ["journal", "", /account is missing/],
  ])("refuses the header of %s: %s", (kind, header, text) => {
    const { findings } = nameCells(kind, records(header));
    expect(findings).toEqual([
      { line: 1, column: null, code: "HEADER_INVALID", text: expect.stringMatching(text) },
    ]);
  });

  test("names a row with too few or too many cells, and reads the others", () => {
    const row = "A,2026-01-01,x,1011,1,,BDT";
    const named = nameCells("journal", records(journal, "A,2026-01-01", row, `${row},`));
    expect(named.findings.map(({ line, code }) => [line, code])).toEqual([
      [2, "CSV_MALFORMED"],
      [4, "CSV_MALFORMED"],
    ]);
    expect(named.records.map(({ line }) => line)).toEqual([3]);
  });
});

const cells = {
  entry: "A-1",
  date: "2026-02-28",
  description: "Sale",
  account: "1101",
  debit: "640.00",
  credit: "",
  currency: "USD",
};

function read(overrides: Readonly<Record<string, string>> = {}) {
  return readRow({ line: 7, cells: { ...cells, ...overrides } }, { functionalCurrency: "BDT" });
}

function rowOf(overrides: Readonly<Record<string, string>> = {}): ImportedRow {
  const outcome = read(overrides);
  if (!("row" in outcome)) throw new Error(JSON.stringify(outcome.findings));
  return outcome.row;
}

describe("readRow", () => {
  test.each([
    ["nothing", {}, undefined],
    ["its worth", { functional_amount: "75093.25" }, ["75093.25", "117.33320313"]],
    ["a rate", { fx_rate: "117.3332" }, ["75093.25", "117.33320000"]],
    ["both", { functional_amount: "75093.25", fx_rate: "117.3332" }, ["75093.25", "117.33320000"]],
    [
      "a worth in yen",
      { currency: "JPY", debit: "1000", functional_amount: "785.31" },
      ["785.31", "0.78531000"],
    ],
  ])("values a row that gives %s", (_, given, expected) => {
    const { carriedAt } = rowOf(given).posting;
    expect(carriedAt && [formatAmount(carriedAt.functional), carriedAt.fxRate]).toEqual(expected);
  });

  test("reads a credit, a party and what the line concerns", () => {
    const row = rowOf({ debit: "", credit: "1.00", supplier: "BG", service_date: "2026-03-01" });
    expect(row).toMatchObject({
      posting: { account: "1101", side: "credit", amount: { currency: "USD", minor: 100n } },
      codes: { supplier: "BG" },
      serviceDate: "2026-03-01",
    });
  });

  test.each([
    ["an entry that no key can hold", { entry: "A 1" }, "entry", "TEXT_INVALID"],
    ["no entry", { entry: "" }, "entry", "TEXT_INVALID"],
    ["a day that is none", { date: "2026-02-29" }, "date", "DATE_INVALID"],
    ["a day of another order", { date: "28/02/2026" }, "date", "DATE_INVALID"],
    ["no description", { description: "" }, "description", "TEXT_INVALID"],
    [
      "a description that was not in UTF-8",
      { description: "Caf\uFFFD" },
      "description",
      "TEXT_INVALID",
    ],
    ["half a character", { description: "a\uD83D" }, "description", "TEXT_INVALID"],
    ["a description of two lines", { description: "a\nb" }, "description", "TEXT_INVALID"],
    ["no account", { account: "" }, "account", "TEXT_INVALID"],
    ["neither debit nor credit", { debit: "" }, "credit", "AMOUNT_INVALID"],
    ["debit and credit", { credit: "1.00" }, "debit", "AMOUNT_INVALID"],
    ["zero", { debit: "0.00" }, "debit", "AMOUNT_INVALID"],
    ["less than zero", { debit: "-1.00" }, "debit", "AMOUNT_INVALID"],
    ["thousands apart", { debit: "1 000.00" }, "debit", "AMOUNT_INVALID"],
    ["more decimals than its currency", { debit: "1.001" }, "debit", "AMOUNT_PRECISION"],
    ["a currency that is none", { currency: "TAKA" }, "debit", "CURRENCY_UNKNOWN"],
    ["a worth that is none", { functional_amount: "x" }, "functional_amount", "AMOUNT_INVALID"],
    ["a rate of zero", { fx_rate: "0" }, "functional_amount", "FX_RATE_INVALID"],
    ["a service day that is none", { service_date: "soon" }, "service_date", "DATE_INVALID"],
  ])("names the cell of a row with %s", (_, given, column, code) => {
    expect(read(given)).toEqual({
      findings: [{ line: 7, column, code, text: expect.any(String) }],
    });
  });

  test("names every bad cell of a row", () => {
    const outcome = read({ date: "x", debit: "x", service_date: "x" });
    expect("findings" in outcome && outcome.findings.map(({ column }) => column)).toEqual([
      "date",
      "debit",
      "service_date",
    ]);
  });
});

describe("groupEntries", () => {
  const at = (line: number, overrides: Partial<ImportedRow> = {}): ImportedRow => ({
    ...rowOf(),
    line,
    ...overrides,
  });

  test("makes an entry of rows that follow each other", () => {
    const { entries, findings } = groupEntries([at(2), at(3), at(4, { entry: "A-2" })]);
    expect(findings).toEqual([]);
    expect(entries.map(({ line, entry, rows }) => [line, entry, rows.length])).toEqual([
      [2, "A-1", 2],
      [4, "A-2", 1],
    ]);
  });

  test.each([
    ["stand apart", [at(2), at(3, { entry: "A-2" }), at(4)], 4],
    ["are of two days", [at(2), at(3, { date: "2026-02-27" })], 3],
    ["have two descriptions", [at(2), at(3, { description: "Other" })], 3],
  ])("names rows of one entry that %s", (_, rows, line) => {
    expect(groupEntries(rows).findings).toEqual([
      { line, column: "entry", code: "ENTRY_SCATTERED", text: expect.any(String) },
    ]);
  });
});
