import {
  dateInZone,
  formatIssueDate,
  parseBirthDate,
  parseDayMonthYear,
  parseIssueDate,
  toInstant,
  toLocalTime,
} from "./dates";

const now = new Date("2026-11-21T08:00:00Z");

describe("PNR dates", () => {
  test.each([
    ["221026", "2026-10-22"],
    ["290228", "2028-02-29"],
    ["290227", undefined],
    ["321026", undefined],
    ["22OCT26", undefined],
  ])("reads %s as %s", (text, date) => {
    expect(parseDayMonthYear(text)).toBe(date);
  });

  test.each([
    ["01NOV26", "2026-11-01"],
    ["01NOV", "2026-11-01"],
    ["22NOV", "2026-11-22"],
    ["31DEC", "2025-12-31"],
    ["29FEB", "2024-02-29"],
    ["01NOX", undefined],
  ])("takes %s as a date of issue for %s", (text, date) => {
    expect(parseIssueDate(text, now)).toBe(date);
  });

  test("writes a date of issue as it reads it", () => {
    expect(formatIssueDate("2026-11-01")).toBe("01NOV26");
  });

  test.each([
    ["07022003", "2003-02-07"],
    ["07FEB2003", "2003-02-07"],
    ["07FEB03", "2003-02-07"],
    ["07FEB87", "1987-02-07"],
    ["07FEB", undefined],
  ])("reads the birth date %s as %s", (text, date) => {
    expect(parseBirthDate(text, now)).toBe(date);
  });

  test("takes a time of day only as four digits", () => {
    expect(toLocalTime("2026-11-01", "0930")).toBe("2026-11-01T09:30");
    expect(toLocalTime("2026-11-01", "2460")).toBeUndefined();
    expect(toLocalTime("2026-11-01", "")).toBeUndefined();
    expect(toLocalTime(undefined, "0930")).toBeUndefined();
  });
});

describe("toInstant", () => {
  test.each([
    ["Asia/Dhaka", "2026-08-10T21:33", "2026-08-10T15:33:00.000Z"],
    ["Asia/Kathmandu", "2026-08-10T00:15", "2026-08-09T18:30:00.000Z"],
    ["America/New_York", "2026-07-01T12:00", "2026-07-01T16:00:00.000Z"],
    ["America/New_York", "2026-12-01T12:00", "2026-12-01T17:00:00.000Z"],
    ["America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z"],
    ["UTC", "2026-07-01T12:00", "2026-07-01T12:00:00.000Z"],
  ])("%s: %s is %s", (timeZone, local, instant) => {
    expect(toInstant(local, timeZone)).toBe(instant);
  });

  test("knows the date at the office", () => {
    expect(dateInZone(new Date("2026-11-21T18:30:00Z"), "Asia/Dhaka")).toBe("2026-11-22");
    expect(dateInZone(new Date("2026-11-21T02:30:00Z"), "America/New_York")).toBe("2026-11-20");
  });
});
