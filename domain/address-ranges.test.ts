import { isInRanges, normalizeRange } from "./address-ranges";

describe("normalizeRange", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["192.0.2.7", "192.0.2.7/32"],
    ["::ffff:192.0.2.7", "192.0.2.7/32"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["2001:db8::1", "2001:db8::1/128"],
  ])("keeps %s as %s", (text, kept) => {
    expect(normalizeRange(text)).toBe(kept);
  });

  test.each([
    "",
    "10.0.0.0/33",
    "10.0.0.256",
    "example.com",
    "10.0.0.0/8 ",
    "*",
    "::1/129",
    "10",
    "010.0.0.1",
    "10.0.0.0/8/8",
    "10.0.0.0/",
  ])("knows %j for none", (text) => {
    expect(normalizeRange(text)).toBeUndefined();
  });
});

describe("isInRanges", () => {
  const ranges = ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"];

  test.each(["10.255.0.1", "192.0.2.7", "::ffff:10.1.2.3", "2001:db8:1::5", "2001:db8::1%eth0"])(
    "has %s",
    (address) => {
      expect(isInRanges(address, ranges)).toBe(true);
    },
  );

  test.each(["11.0.0.1", "192.0.2.8", "2001:db9::1", "::ffff:11.0.0.1", "unknown", ""])(
    "does not have %j",
    (address) => {
      expect(isInRanges(address, ranges)).toBe(false);
    },
  );

  test("is false of no ranges", () => {
    expect(isInRanges("10.0.0.1", [])).toBe(false);
  });
});
