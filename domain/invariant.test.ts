import { invariant, InvariantError } from "./invariant";
import { Refusal } from "./refusal";

describe("invariant", () => {
  test("passes what holds", () => {
    expect(() => invariant(1n === 1n, "one is one")).not.toThrow();
  });

  test.each([false, null, undefined, 0, 0n, ""])(
    "throws on %p, as a bug and no refusal",
    (value) => {
      const check = () => invariant(value, "each fare has a ticket");
      expect(check).toThrow(InvariantError);
      expect(check).toThrow("each fare has a ticket");
      expect(check).not.toThrow(Refusal);
    },
  );
});
