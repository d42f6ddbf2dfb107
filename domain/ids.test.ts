import * as fc from "fast-check";

import type { IdKind } from "./ids";
import { idPrefixes, isPublicId, toPublicId } from "./ids";

const kinds = Object.keys(idPrefixes) as IdKind[];
const anyKind = fc.constantFrom(...kinds);
const anyBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe("idPrefixes", () => {
  test("tells every kind of thing from every other", () => {
    const prefixes = Object.values(idPrefixes);
    expect(new Set<string>(prefixes).size).toBe(prefixes.length);
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z]{2,4}$/);
    expect(kinds).toEqual(kinds.toSorted());
  });
});

describe("toPublicId", () => {
  test.each([
    ["00".repeat(16), "bk_00000000000000000000000000"],
    ["ff".repeat(16), "bk_7zzzzzzzzzzzzzzzzzzzzzzzzz"],
    [`${"00".repeat(15)}1f`, "bk_0000000000000000000000000z"],
    // The ULID that its specification spells 01ARZ3NDEKTSV4RRFFQ69G5FAV.
    ["01563e3ab5d3d6764c61efb99302bd5b", "bk_01arz3ndektsv4rrffq69g5fav"],
  ])("spells the bytes %s as %s", (hex, id) => {
    expect(toPublicId("booking", fromHex(hex))).toBe(id);
  });

  test("makes an id that isPublicId knows, of its own kind only", () => {
    fc.assert(
      fc.property(anyKind, anyBytes, (kind, bytes) => {
        const id = toPublicId(kind, bytes);
        expect(kinds.filter((other) => isPublicId(other, id))).toEqual([kind]);
      }),
    );
  });

  test("keeps apart what differs and keeps the order of the bytes", () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, (left, right) => {
        const order = Math.sign(compareBytes(left, right));
        const leftId = toPublicId("operation", left);
        const rightId = toPublicId("operation", right);
        const idOrder = leftId === rightId ? 0 : leftId < rightId ? -1 : 1;
        expect(idOrder).toBe(order);
      }),
    );
  });
});

describe("isPublicId", () => {
  const body = "01arz3ndektsv4rrffq69g5fav";

  test.each([
    ["another kind", `cus_${body}`],
    ["no prefix", body],
    ["another separator", `bk-${body}`],
    ["capitals", `bk_${body.toUpperCase()}`],
    ["too short", `bk_${body.slice(1)}`],
    ["too long", `bk_${body}0`],
    ["a letter Crockford leaves out", `bk_${body.slice(1)}i`],
    ["another such letter", `bk_${body.slice(1)}l`],
    ["a third", `bk_${body.slice(1)}o`],
    ["a fourth", `bk_${body.slice(1)}u`],
    ["a blank before it", ` bk_${body}`],
    ["a line end after it", `bk_${body}\n`],
    ["nothing", ""],
  ])("is false for %s: %j", (_, text) => {
    expect(isPublicId("booking", text)).toBe(false);
  });

  test("is true for a booking's id", () => {
    expect(isPublicId("booking", `bk_${body}`)).toBe(true);
  });
});

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const index = left.findIndex((byte, position) => byte !== right[position]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
