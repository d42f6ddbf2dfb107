import { money } from "../money";
import { splitReported } from "./reported-parts";

const slice = (amount: bigint, functional: bigint) => ({
  amount: money("JPY", amount),
  functional: money("BDT", functional),
});
const split = (reported: bigint, ...slices: ReturnType<typeof slice>[]) =>
  splitReported(money("EUR", reported), slices).map(({ minor }) => minor);

describe("splitReported", () => {
  test("shares by the amounts, and ends on the whole", () => {
    expect(split(100n, slice(1n, 9n), slice(2n, 1n))).toEqual([33n, 67n]);
  });

  test("shares by the worth where an exchange has moved a remainder of no amount", () => {
    expect(split(5n, slice(0n, 1n), slice(0n, 4n))).toEqual([1n, 4n]);
  });

  test("shares equally where only the reporting currency knows of it", () => {
    expect(split(5n, slice(0n, 0n), slice(0n, 0n))).toEqual([3n, 2n]);
  });
});
