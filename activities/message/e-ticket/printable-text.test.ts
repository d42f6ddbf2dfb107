import { maskCardNumbers, toPrintable } from "./printable-text";

describe("toPrintable", () => {
  test.each([
    ["RAHMAN/KARIM\r\n MR ", "RAHMAN/KARIM MR"],
    ["a\u0000b\u001bc", "a b c"],
    ["\u202eKRAM\u202c \u2066x\u2069", "KRAM x"],
    ["e\u0301", "é"],
    ["a\ud800b", "a\ufffdb"],
    ["ক্\u200dষ", "ক্\u200dষ"],
  ])("makes %j %j", (text, printable) => {
    expect(toPrintable(text)).toBe(printable);
  });

  test("ends what is far too long, never within a character", () => {
    const text = toPrintable("😀".repeat(5_000));
    expect(text.length).toBeLessThan(1_300);
    expect(text).toMatch(/^(?:😀)+…$/u);
  });
});

describe("maskCardNumbers", () => {
  test.each([
    ["VI4111111111111111", "VI····1111"],
    ["5555-5555-5555-4444", "····4444"],
    ["3782 822463 10005", "····0005"],
    ["157-1234567890", "157-1234567890"],
    ["4111111111111112", "4111111111111112"],
  ])("makes %s %s", (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
  });
});
