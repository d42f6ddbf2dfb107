import {
  formatDayShift,
  formatDocumentNumber,
  formatDuration,
  formatFormOfPayment,
  formatMoney,
  parseLocal,
} from "./formatting";

describe("parseLocal", () => {
  test("reads a local time as it stands", () => {
    expect(parseLocal("2026-11-15T09:05")).toMatchObject({
      weekday: "Sun",
      day: "15 Nov",
      date: "15 Nov 2026",
      time: "09:05",
    });
  });

  test.each(["2026-02-29", "2026-13-01", "2026-11-15T24:00", "2026-11-15T10:00Z", "tomorrow", ""])(
    "refuses %j",
    (text) => {
      expect(() => parseLocal(text)).toThrow(TypeError);
    },
  );
});

describe("formatDayShift", () => {
  test.each([
    ["2026-11-15T22:00", "2026-11-15T23:59", ""],
    ["2026-11-15T22:00", "2026-11-16T00:01", "+1 day"],
    ["2026-12-31T22:00", "2027-01-02T05:00", "+2 days"],
    ["2026-11-15T01:00", "2026-11-14T18:00", "−1 day"],
  ])("%s to %s is %j", (departs, arrives, shift) => {
    expect(formatDayShift(parseLocal(departs), parseLocal(arrives))).toBe(shift);
  });
});

describe("formatMoney", () => {
  test.each([
    ["49650.00", "BDT", "BDT 49,650.00"],
    ["1234567", "JPY", "JPY 1,234,567"],
    ["999.500", "BHD", "BHD 999.500"],
    ["-1000.00", "USD", "USD -1,000.00"],
  ])("%s %s", (amount, currency, formatted) => {
    expect(formatMoney({ amount, currency })).toBe(formatted);
  });
});

describe("formatDocumentNumber", () => {
  test("names the last document of a conjunction by its end", () => {
    expect(formatDocumentNumber("1571234567890", ["1571234567890", "1571234567891"])).toBe(
      "157-1234567890-91",
    );
    expect(formatDocumentNumber("1571234567890", ["1571234567890"])).toBe("157-1234567890");
  });
});

test("formatFormOfPayment shows a brand and four digits", () => {
  expect(formatFormOfPayment({ kind: "cash" })).toBe("CASH");
  expect(formatFormOfPayment({ kind: "card", brand: "Visa", lastFour: "1111" })).toBe(
    "VISA ····1111",
  );
});

test("formatDuration counts hours and minutes", () => {
  expect([45, 60, 155].map(formatDuration)).toEqual(["45 min", "1 h 00 min", "2 h 35 min"]);
});
