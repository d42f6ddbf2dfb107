import * as fc from "fast-check";

import { money } from "../money";
import { buildAging, toBuckets } from "./aging";
import type { PartyLine } from "./apply-oldest-first";
import { applyOldestFirst } from "./apply-oldest-first";

let lineId = 0;

function line(amount: bigint, dueOn: string, more: Partial<PartyLine> = {}): PartyLine {
  lineId += 1;
  return {
    partyId: 1,
    accountId: 1101,
    transactionCurrency: "BDT",
    itemKey: `entry ${lineId}`,
    lineId,
    dueOn,
    isRestatement: false,
    amount: money("BDT", amount),
    ...more,
  };
}

function openOf(lines: readonly PartyLine[]): string[] {
  return applyOldestFirst(lines).map(({ dueOn, open }) => `${dueOn} ${open.minor}`);
}

describe("applyOldestFirst", () => {
  test("settles the charges of the payment's own booking, though an older one is open", () => {
    const lines = [
      line(500n, "2026-01-01", { itemKey: "booking 1" }),
      line(700n, "2026-02-01", { itemKey: "booking 2" }),
      line(-700n, "2026-02-05", { itemKey: "booking 2" }),
    ];
    expect(openOf(lines)).toEqual(["2026-01-01 500"]);
  });

  test("settles the oldest due with a payment that names nothing, in part where it is short", () => {
    const lines = [line(700n, "2026-02-01"), line(500n, "2026-01-01"), line(-600n, "2026-03-01")];
    expect(openOf(lines)).toEqual(["2026-02-01 600"]);
  });

  test("settles others with what a booking's payment leaves over, and keeps the rest unapplied", () => {
    const lines = [
      line(500n, "2026-01-01", { itemKey: "booking 1" }),
      line(-900n, "2026-01-02", { itemKey: "booking 1" }),
      line(300n, "2026-02-01"),
    ];
    expect(openOf(lines)).toEqual(["2026-01-02 -100"]);
  });

  test("sets nothing off between parties, accounts or transaction currencies", () => {
    const lines = [
      line(500n, "2026-01-01"),
      line(-500n, "2026-01-02", { partyId: 2 }),
      line(-500n, "2026-01-02", { accountId: 2021 }),
      line(-500n, "2026-01-02", { transactionCurrency: "USD" }),
    ];
    expect(openOf(lines)).toHaveLength(4);
  });

  test("ages a revaluation with what it restates", () => {
    const lines = [
      line(75_093_25n, "2026-01-10", { itemKey: "booking 1" }),
      line(490_75n, "2026-01-31", { itemKey: "booking 1", isRestatement: true }),
      line(-100n, "2026-02-28", { itemKey: "booking 1", isRestatement: true }),
    ];
    expect(openOf(lines)).toEqual(["2026-01-10 7509225", "2026-01-10 49075"]);
  });

  test("ages a revaluation of a party's whole balance with the charges that it restates", () => {
    const lines = [
      line(700n, "2026-01-10"),
      line(200n, "2026-02-10"),
      line(-100n, "2026-02-11"),
      line(41n, "2026-02-28", { isRestatement: true }),
    ];
    expect(openOf(lines)).toEqual(["2026-01-10 631", "2026-02-10 210"]);
    const loss = line(-41n, "2026-02-28", { isRestatement: true });
    expect(openOf([...lines.slice(0, 3), loss])).toEqual(["2026-01-10 569", "2026-02-10 190"]);
    expect(openOf([line(-80n, "2026-01-10"), loss])).toEqual(["2026-01-10 -121"]);
    expect(openOf([line(30n, "2026-01-10"), loss])).toEqual(["2026-02-28 -11"]);
    expect(openOf([loss])).toEqual(["2026-02-28 -41"]);
  });

  test("leaves open what the lines add up to, and never charges and payments of one account", () => {
    const anyLine = fc.record({
      partyId: fc.integer({ min: 1, max: 2 }),
      itemKey: fc.constantFrom("a", "b", "c", "d"),
      amount: fc.bigInt({ min: -50n, max: 50n }).filter((minor) => minor !== 0n),
      day: fc.integer({ min: 1, max: 28 }),
      isRestatement: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 30 }), (drawn) => {
        const lines = drawn.map(({ amount, day, ...more }) =>
          line(amount, `2026-01-${String(day).padStart(2, "0")}`, more),
        );
        const open = applyOldestFirst(lines);
        for (const party of [1, 2]) {
          const left = open.filter((one) => one.line.partyId === party);
          const sum = lines
            .filter(({ partyId }) => partyId === party)
            .reduce((total, { amount }) => total + amount.minor, 0n);
          expect(left.reduce((total, one) => total + one.open.minor, 0n)).toBe(sum);
          expect(new Set(left.map((one) => one.open.minor > 0n)).size).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("toBuckets", () => {
  test("counts from the day after the limit before", () => {
    expect(toBuckets([30, 60, 90]).map(({ label }) => label)).toEqual([
      "current",
      "1-30",
      "31-60",
      "61-90",
      "90+",
    ]);
    expect(toBuckets([7])).toEqual([
      { label: "current", daysFrom: null, daysTo: 0 },
      { label: "1-7", daysFrom: 1, daysTo: 7 },
      { label: "7+", daysFrom: 8, daysTo: null },
    ]);
  });
});

describe("buildAging", () => {
  test("puts each amount by its days overdue, payments that nothing took into none", () => {
    const days = [
      "2026-07-01",
      "2026-06-30",
      "2026-06-29",
      "2026-05-31",
      "2026-05-30",
      "2026-03-31",
    ];
    const lines = [
      ...days.map((day, index) => line(10n ** BigInt(index), day)),
      ...days.slice(0, 1).map((day) => line(-7n, day, { partyId: 2 })),
    ];
    const aging = buildAging(applyOldestFirst(lines), {
      asOf: "2026-06-30",
      limits: [30, 60, 90],
      currency: "BDT",
    });
    const read = (columns: (typeof aging)["totals"]) => [
      ...columns.buckets.map(({ minor }) => minor),
      columns.unapplied.minor,
      columns.total.minor,
    ];
    expect(aging.rows.map(({ partyId, ...columns }) => [partyId, ...read(columns)])).toEqual([
      [1, 11n, 1_100n, 10_000n, 0n, 100_000n, 0n, 111_111n],
      [2, 0n, 0n, 0n, 0n, 0n, -7n, -7n],
    ]);
    expect(read(aging.totals)).toEqual([11n, 1_100n, 10_000n, 0n, 100_000n, -7n, 111_104n]);
  });
});
