import * as fc from "fast-check";

import { approvalActs } from "./acts";
import type { ApprovalPolicy } from "./policy";
import { assertPolicy, countApprovers, defaultPolicy, isWeaker } from "./policy";

function bdt(units: number) {
  return { currency: "BDT", minor: BigInt(units) * 100n };
}

function policy(...levels: readonly (readonly [number, number])[]): ApprovalPolicy {
  return {
    ...defaultPolicy("journal_entry.post", "BDT"),
    levels: levels.map(([from, approvers]) => ({ from: bdt(from), approvers })),
  };
}

describe("countApprovers", () => {
  const tiers = policy([50_000, 1], [500_000, 2]);

  test.each([
    [49_999, 0],
    [50_000, 1],
    [-50_000, 1],
    [499_999, 1],
    [500_000, 2],
    [9_000_000, 2],
  ])("asks of %d BDT the approval of %d", (amount, approvers) => {
    expect(countApprovers(tiers, bdt(amount))).toBe(approvers);
  });

  test("asks as many as for the largest amount where the amount is not known", () => {
    expect(countApprovers(tiers, null)).toBe(2);
  });

  test("asks nobody where there is no level", () => {
    expect(countApprovers(policy(), bdt(9_000_000))).toBe(0);
  });
});

describe("defaultPolicy", () => {
  test.each([
    ["booking.issue", "BDT", 20_000_000n],
    ["refund.create", "BDT", 10_000_000n],
    ["customer.credit_limit", "BDT", 50_000_000n],
    ["journal_entry.post", "BDT", 5_000_000n],
    ["payout.create", "BDT", 100_000_000n],
    ["supplier.bank_details", "BDT", 0n],
    ["booking.issue", "USD", 160_000n],
    ["booking.issue", "JPY", 0n],
  ] as const)("of %s in %s asks one from %d minor units", (act, currency, minor) => {
    expect(defaultPolicy(act, currency).levels).toEqual([
      { from: { currency, minor }, approvers: 1 },
    ]);
  });

  test("is a policy of its act, whichever", () => {
    for (const act of approvalActs) {
      expect(() => assertPolicy(defaultPolicy(act, "BDT"))).not.toThrow();
    }
  });
});

describe("isWeaker", () => {
  const levels = fc
    .uniqueArray(fc.integer({ min: 0, max: 100 }), { maxLength: 3 })
    .chain((starts) =>
      fc
        .array(fc.integer({ min: 1, max: 3 }), {
          minLength: starts.length,
          maxLength: starts.length,
        })
        .map((counts) => {
          const rising = counts.toSorted((left, right) => left - right);
          return starts
            .toSorted((left, right) => left - right)
            .map((start, index) => [start, rising[index] ?? 1] as const);
        }),
    );

  test("is true exactly where some amount needs fewer people", () => {
    fc.assert(
      fc.property(levels, levels, (before, after) => {
        const [old, next] = [policy(...before), policy(...after)];
        const amounts = Array.from({ length: 102 }, (_, amount) => bdt(amount));
        const fewer = amounts.some(
          (amount) => countApprovers(next, amount) < countApprovers(old, amount),
        );
        expect(isWeaker(old, next)).toBe(fewer);
      }),
    );
  });

  test("holds for other approvers, and not for a role that is asked for besides", () => {
    const before = policy([0, 1]);
    const withRole = { ...before, approverRoleCode: "controller" };
    expect(isWeaker(before, { ...before, approverPermission: "period.close.partner" })).toBe(true);
    expect(isWeaker(before, withRole)).toBe(false);
    expect(isWeaker(withRole, before)).toBe(true);
  });
});

describe("assertPolicy", () => {
  const refused = expect.objectContaining({ code: "APPROVAL_POLICY_INVALID" });

  test("refuses levels that do not rise", () => {
    expect(() => assertPolicy(policy([10, 1], [10, 2]))).toThrow(refused);
    expect(() => assertPolicy(policy([10, 2], [20, 1]))).toThrow(refused);
  });

  test("refuses a threshold of what has no amount, and to ask nobody of what is always asked", () => {
    const opening = defaultPolicy("period.reopen", "BDT");
    const adopting = defaultPolicy("ticket_number.adopt", "BDT");
    const level = { from: bdt(5), approvers: 1 };
    expect(() => assertPolicy({ ...opening, levels: [] })).toThrow(refused);
    expect(() => assertPolicy({ ...adopting, levels: [level] })).toThrow(refused);
  });
});
