import { assert, property, stringMatching } from "fast-check";

import { judgeName, spellName } from "./judge-name";
import { matchesPattern } from "./match-pattern";

describe("judgeName", () => {
  test.each([
    ["BDhtBSP_20260316.hot", "usable"],
    ["agencia número 3.hot", "usable"],
    [".", "hidden"],
    ["..", "hidden"],
    [".profile", "hidden"],
  ])("takes %s as %s", (name, kind) => {
    expect(judgeName(name).kind).toBe(kind);
  });

  test.each([
    ["../x", "path"],
    ["a/b", "path"],
    ["/etc/passwd", "path"],
    ["..\\x", "path"],
    ["", "path"],
    ["a\u0000.hot", "control_characters"],
    ["a\n.hot", "control_characters"],
    ["toh.\u202Eexe", "control_characters"],
    ["\ufffd.hot", "not_text"],
    ["x".repeat(201), "too_long"],
  ])("puts %j aside: %s", (name, reason) => {
    expect(judgeName(name)).toEqual({ kind: "unsafe", reason });
  });
});

describe("spellName", () => {
  test("spells out what could turn a screen around, and is short", () => {
    expect(spellName("toh.\u202Eexe\u0007")).toBe("toh.\\u{202e}exe\\u{7}");
    expect(spellName("x".repeat(300))).toHaveLength(200);
  });
});

describe("matchesPattern", () => {
  test.each([
    ["*", "anything", true],
    ["*", "", true],
    ["*.hot", "a.hot", true],
    ["*.hot", "a.hot.gz", false],
    ["BD??BSP_*.hot", "BDhtBSP_20260316.hot", true],
    ["BD??BSP_*.hot", "BDhBSP_20260316.hot", false],
    ["a.c", "abc", false],
    ["", "a", false],
  ])("%s of %s: %s", (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  test("says what the regular expression of the pattern says", () => {
    const text = stringMatching(/^[ab.]{0,12}$/);
    const patterns = stringMatching(/^[ab.*?]{0,8}$/);
    assert(
      property(patterns, text, (pattern, name) => {
        const source = pattern.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
        expect(matchesPattern(pattern, name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
    );
  });

  test("takes no longer for many stars", () => {
    expect(matchesPattern("*a".repeat(60), "a".repeat(200) + "b")).toBe(false);
  });
});
