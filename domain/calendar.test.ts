import * as fc from "fast-check";

import { dayIn, instantIn, startOfDayIn, previousDay, yearIn } from "./calendar";

const dayMs = 86_400_000;

describe("dayIn", () => {
  test.each([
    ["Asia/Dhaka", "2026-11-21T17:59:59.999Z", "2026-11-21"],
    ["Asia/Dhaka", "2026-11-21T18:00:00.000Z", "2026-11-22"],
    ["UTC", "2026-11-21T23:59:59.999Z", "2026-11-21"],
    ["Asia/Kathmandu", "2026-11-21T18:14:59Z", "2026-11-21"],
    ["Asia/Kathmandu", "2026-11-21T18:15:00Z", "2026-11-22"],
    ["Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-01-01"],
    ["Pacific/Pago_Pago", "2027-01-01T10:59:59Z", "2026-12-31"],
    ["Asia/Dhaka", "2028-02-28T18:00:00Z", "2028-02-29"],
    ["Asia/Dhaka", "2027-02-28T18:00:00Z", "2027-03-01"],
    ["Asia/Dhaka", "2026-11-21T23:30:00+06:00", "2026-11-21"],
  ])("in %s, %s falls on %s", (timeZone, instant, day) => {
    expect(dayIn(timeZone, instant)).toBe(day);
  });

  test.each([
    ["before the clocks go forward", "America/New_York", "2026-03-08T04:59:59Z", "2026-03-07"],
    ["on the night they go forward", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-08"],
    ["the night after", "America/New_York", "2026-03-09T03:59:59Z", "2026-03-08"],
    ["from then on an hour earlier", "America/New_York", "2026-03-09T04:00:00Z", "2026-03-09"],
    ["on the night they go back", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-01"],
    ["late on the day of 25 hours", "America/New_York", "2026-11-02T04:59:59Z", "2026-11-01"],
    ["the midnight after it", "America/New_York", "2026-11-02T05:00:00Z", "2026-11-02"],
    ["in summer, London", "Europe/London", "2026-06-30T23:00:00Z", "2026-07-01"],
    ["in winter, London", "Europe/London", "2026-12-30T23:00:00Z", "2026-12-30"],
    ["where summer is half an hour", "Australia/Lord_Howe", "2026-10-03T13:29:59Z", "2026-10-03"],
    ["in that summer", "Australia/Lord_Howe", "2026-10-04T13:00:00Z", "2026-10-05"],
  ])("follows daylight saving: %s", (_, timeZone, instant, day) => {
    expect(dayIn(timeZone, instant)).toBe(day);
  });

  test("counts one day a day where the clock never changes", () => {
    const anyInstant = fc.date({
      min: new Date("2020-01-01"),
      max: new Date("2045-12-31"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const local = new Date(instant.getTime() + dayMs / 4);
        expect(dayIn("Asia/Dhaka", instant.toISOString())).toBe(local.toISOString().slice(0, 10));
      }),
    );
  });

  test.each([
    ["Asia/Nowhere", "2026-11-21T18:00:00Z"],
    ["Asia/Dhaka", "yesterday"],
    ["Asia/Dhaka", ""],
  ])("never guesses: %s at %j is an error", (timeZone, instant) => {
    expect(() => dayIn(timeZone, instant)).toThrow(RangeError);
  });
});

describe("yearIn", () => {
  test.each([
    ["Asia/Dhaka", "2026-12-31T17:59:59.999Z", 2026],
    ["Asia/Dhaka", "2026-12-31T18:00:00.000Z", 2027],
    ["America/New_York", "2027-01-01T04:59:59.999Z", 2026],
    ["America/New_York", "2027-01-01T05:00:00.000Z", 2027],
    ["UTC", "2027-01-01T00:00:00Z", 2027],
  ])("in %s, %s is in %i", (timeZone, instant, year) => {
    expect(yearIn(timeZone, instant)).toBe(year);
  });
});

describe("previousDay", () => {
  test.each([
    ["2026-11-21", "2026-11-20"],
    ["2026-03-01", "2026-02-28"],
    ["2028-03-01", "2028-02-29"],
    ["2027-01-01", "2026-12-31"],
  ])("of %s is %s", (day, before) => {
    expect(previousDay(day)).toBe(before);
  });
});

describe("startOfDayIn", () => {
  test.each([
    ["Asia/Dhaka", "2026-12-01", "2026-11-30T18:00:00.000Z"],
    ["UTC", "2026-12-01", "2026-12-01T00:00:00.000Z"],
    ["Asia/Kathmandu", "2026-12-01", "2026-11-30T18:15:00.000Z"],
    ["Pacific/Kiritimati", "2026-12-01", "2026-11-30T10:00:00.000Z"],
    ["Pacific/Pago_Pago", "2026-12-01", "2026-12-01T11:00:00.000Z"],
    // Midnight was skipped: the day began at one o'clock.
    ["Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00.000Z"],
    ["America/New_York", "2026-11-01", "2026-11-01T04:00:00.000Z"],
  ])("in %s %s begins at %s", (zone, day, instant) => {
    expect(startOfDayIn(zone, day)).toBe(instant);
  });
});

describe("instantIn", () => {
  test.each([
    ["Asia/Dhaka", "2026-11-21", "23:30", "2026-11-21T17:30:00.000Z"],
    ["Asia/Kathmandu", "2026-11-21", "23:59", "2026-11-21T18:14:00.000Z"],
    ["UTC", "2026-11-21", "00:01", "2026-11-21T00:01:00.000Z"],
    ["Pacific/Kiritimati", "2026-11-21", "23:30", "2026-11-21T09:30:00.000Z"],
    // Clocks went from 02:00 to 03:00.
    ["Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00:00.000Z"],
  ])("in %s clocks show %s %s at %s", (zone, day, time, instant) => {
    expect(instantIn(zone, day, time)).toBe(instant);
  });
});
