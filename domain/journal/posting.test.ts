import { money } from "../money";
import { credit, debit, withoutZeroLines } from "./posting";

const dimensions = { customerId: 1, bookingId: 2 };

describe("debit and credit", () => {
  test("state account, side, amount and dimensions of a line", () => {
    expect(debit("1101", money("BDT", 5n), dimensions)).toEqual({
      account: "1101",
      side: "debit",
      amount: money("BDT", 5n),
      dimensions,
    });
    expect(credit("2011", money("BDT", 5n), {})).toEqual({
      account: "2011",
      side: "credit",
      amount: money("BDT", 5n),
      dimensions: {},
    });
  });
});

describe("withoutZeroLines", () => {
  test("drops what comes to nothing and keeps the rest in order", () => {
    const lines = [
      debit("1101", money("BDT", 5n), {}),
      debit("1109", money("BDT", 0n), {}),
      credit("2011", money("BDT", 5n), {}),
    ];
    expect(withoutZeroLines(lines)).toEqual([lines[0], lines[2]]);
  });

  test("keeps a negative line, so that the entry is refused and not silently short", () => {
    const lines = [debit("1101", money("BDT", -1n), {})];
    expect(withoutZeroLines(lines)).toEqual(lines);
  });
});
