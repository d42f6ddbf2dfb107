import * as fc from "fast-check";

import type { JsonValue } from "./canonical-json";
import { canonicalJson } from "./canonical-json";

const anyJson = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;

describe("canonicalJson", () => {
  test.each<[JsonValue, string]>([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ z: { y: 1, x: [] }, a: null }, '{"a":null,"z":{"x":[],"y":1}}'],
    [[3, 1, 2], "[3,1,2]"],
    [[{ b: 1, a: 1 }], '[{"a":1,"b":1}]'],
    [{ 10: "x", 9: "y", a: "z" }, '{"10":"x","9":"y","a":"z"}'],
    [{ B: 1, a: 2, A: 3 }, '{"A":3,"B":1,"a":2}'],
    [{}, "{}"],
    [[], "[]"],
    [null, "null"],
    [true, "true"],
    ['a b\n"c"', String.raw`"a b\n\"c\""`],
    [-0, "0"],
    [1e21, "1e+21"],
  ])("writes %j as %s", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test("sorts keys by UTF-16 code units: the example of RFC 8785, 3.2.3", () => {
    const value = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    expect(JSON.parse(canonicalJson(value))).toEqual(value);
    const names = [...canonicalJson(value).matchAll(/:"([^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
  });

  test("says the same as JSON: what is read back is the value", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("gives the same bytes for the same members in another order", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(canonicalJson(withKeysReversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  test("is its own canonical form", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
      }),
    );
  });
});

function withKeysReversed(value: JsonValue): JsonValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(withKeysReversed);
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]: [string, JsonValue]) => [key, withKeysReversed(member)]),
  );
}
