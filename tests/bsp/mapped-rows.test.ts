import * as fc from "fast-check";

import type { ColumnMapping } from "../../domain/bsp/columns/mapping";
import { placeColumns } from "../../domain/bsp/columns/place-columns";
import { readMappedRow } from "../../domain/bsp/columns/read-row";
import { readDay } from "../../domain/bsp/read-day";
import { refusalOf } from "./refusal-of";

const mapping: ColumnMapping = {
  columns: {
    code: "Type",
    airline: "Airline",
    document_number: "Document No",
    issued_on: "Issue Date",
    fare: "Fare",
    taxes: "Tax Total",
    penalty: "Penalty",
    gross: "Gross",
    commission: "Commission",
    commission_rate: "Comm %",
    form_of_payment: "FOP",
    related_document: "Refunded",
  },
  constants: { agent: "42300010", currency: "BDT" },
  dayFormat: "DD/MM/YYYY",
  amountFormat: "decimal",
  decimalMark: ".",
  owing: "agent",
  codes: { TKT: "TKTT", RFD: "RFND" },
  formsOfPayment: { CASH: "CA" },
};

const header = [
  "Type",
  "Airline",
  "  document   no ",
  "Issue Date",
  "Fare",
  "Tax Total",
  "Penalty",
  "Gross",
  "Commission",
  "Comm %",
  "FOP",
  "Refunded",
];

const sale = ["TKT", "997", "997-1234567890 4", "2/3/2026", "1,000.00", "10.00", "", "1010.00"];
const saleRow = [...sale, "-90.00", "9.00", "CA", ""];

function read(cells: readonly string[], changed: Partial<ColumnMapping> = {}) {
  const own = { ...mapping, ...changed };
  const reading = { mapping: own, places: placeColumns(own, header), billingEndsOn: "2026-03-15" };
  return readMappedRow(reading, { cells, line: 7 });
}

test("a sale is read in our terms", () => {
  expect(read(saleRow)).toEqual(
    expect.objectContaining({
      lines: { first: 7, last: 7 },
      code: "TKTT",
      airline: "997",
      agent: "42300010",
      issuedOn: "2026-03-02",
      currency: "BDT",
      documents: [{ number: "9971234567890", couponUse: "" }],
      fare: 100_000n,
      taxes: [{ code: "TAX", amount: 1_000n }],
      gross: 101_000n,
      commission: -9_000n,
      commissionRate: 900,
      remittance: 92_000n,
      related: [],
    }),
  );
});

test("a refund whose signs are the airline's debts is turned to ours", () => {
  const text =
    "RFD|997|9971234567890|2/3/2026|1.000,00|10,00|-200,00|810,00|-80,00|8|CA|9971234567890";
  const refund = text.split("|");
  expect(read(refund, { owing: "airline", decimalMark: "," })).toEqual(
    expect.objectContaining({
      code: "RFND",
      fare: -100_000n,
      taxes: [
        { code: "TAX", amount: -1_000n },
        { code: "CP", amount: 20_000n },
      ],
      gross: -81_000n,
      commission: 8_000n,
      remittance: -73_000n,
      related: [{ number: "9971234567890", coupons: [], memoReason: "", waiver: "" }],
    }),
  );
});

test("taxes with columns of their own are read by code; what is left of a total has none", () => {
  const taxColumns = { BD: "Tax Total", YQ: "Penalty" };
  const { taxes: _taxes, penalty: _penalty, ...columns } = mapping.columns;
  const own = saleRow.with(5, "4.00").with(6, "6.00");
  expect(read(own, { columns, taxColumns }).taxes).toEqual([
    { code: "BD", amount: 400n },
    { code: "YQ", amount: 600n },
  ]);
  expect(read(own.with(6, "").with(7, "1004.00"), { columns, taxColumns }).taxes).toEqual([
    { code: "BD", amount: 400n },
  ]);
  const withTotal = { ...columns, taxes: "Tax Total" };
  const total = saleRow.with(6, "6.00");
  expect(read(total, { columns: withTotal, taxColumns: { YQ: "Penalty" } }).taxes).toEqual([
    { code: "YQ", amount: 600n },
    { code: "TAX", amount: 400n },
  ]);
  const refusal = refusalOf(() => read(saleRow.with(6, "6,0"), { columns, taxColumns }));
  expect(refusal.details).toEqual({ line: 7, column: "Penalty" });
});

test("a column of a tax that the header lacks is refused", () => {
  const lacking = { ...mapping, taxColumns: { YQ: "Surcharge" } };
  const refusal = refusalOf(() => placeColumns(lacking, header));
  expect(refusal.details).toEqual({ line: 1, column: "Surcharge" });
});

test("what a card paid is not remitted", () => {
  const byCard = saleRow.with(10, "CC");
  expect(read(byCard).remittance).toBe(-9_000n);
});

test.each<[what: string, cells: readonly string[], column: string]>([
  ["letters in an amount", saleRow.with(4, "1O00.00"), "Fare"],
  ["more decimals than the currency has", saleRow.with(4, "1000.005"), "Fare"],
  ["a day that is none", saleRow.with(3, "31/02/2026"), "Issue Date"],
  ["a document without its digits", saleRow.with(2, "997-12345"), "Document No"],
  ["no code", saleRow.with(0, " "), "code"],
  ["a rate that is none", saleRow.with(9, "nine"), "Comm %"],
])("%s is refused by its line and column", (_, cells, column) => {
  const refusal = refusalOf(() => read(cells));
  expect(refusal.code).toBe("BSP_FILE_MALFORMED");
  expect(refusal.details).toEqual({ line: 7, column: column === "code" ? "Type" : column });
});

test("a currency that is not known is refused", () => {
  const constants = { ...mapping.constants, currency: "ZZZ" };
  expect(refusalOf(() => read(saleRow, { constants })).code).toBe("BSP_FILE_MALFORMED");
});

test("amounts that do not add up are refused with the figure", () => {
  const refusal = refusalOf(() => read(saleRow.with(7, "1010.01")));
  expect([refusal.code, refusal.details]).toEqual([
    "BSP_FILE_INCONSISTENT",
    { line: 7, column: "Gross", figure: "gross", stated: "1010.01", found: "1010.00" },
  ]);
});

test.each([
  ["a column that is not there", header.with(4, "Base"), { line: 1, column: "Fare" }],
  ["a column that stands twice", [...header, "FARE"], { line: 1, column: "Fare" }],
])("a header with %s is refused", (_, names, details) => {
  const refusal = refusalOf(() => placeColumns(mapping, names));
  expect([refusal.code, refusal.details]).toEqual(["BSP_FILE_MALFORMED", details]);
});

test("a mapping without what every transaction has is refused", () => {
  const refusal = refusalOf(() => placeColumns({ ...mapping, constants: {} }, header));
  expect(refusal.message).toContain("agent, currency");
});

test("every day of the calendar is read in every format, and no other", () => {
  const days = fc.date({
    min: new Date("2000-01-01T00:00:00Z"),
    max: new Date("2099-12-31T00:00:00Z"),
    noInvalidDate: true,
  });
  const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
  fc.assert(
    fc.property(days, (date) => {
      const day = date.toISOString().slice(0, 10);
      const [year = "", month = "", of = ""] = day.split("-");
      const named = months[Number(month) - 1] ?? "";
      expect([
        readDay(day, "YYYY-MM-DD"),
        readDay(`${of}/${month}/${year}`, "DD/MM/YYYY"),
        readDay(`${Number(month)}/${Number(of)}/${year}`, "MM/DD/YYYY"),
        readDay(day.slice(2).replaceAll("-", ""), "YYMMDD"),
        readDay(`${of}${named}${year.slice(2)}`, "DDMMMYY"),
      ]).toEqual([day, day, day, day, day]);
    }),
  );
  expect(readDay("30/02/2026", "DD/MM/YYYY")).toBeUndefined();
  expect(readDay("2026-13-01", "YYYY-MM-DD")).toBeUndefined();
  expect(readDay("01XXX26", "DDMMMYY")).toBeUndefined();
});
