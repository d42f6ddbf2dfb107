import { getMinorUnits } from "../currency";
import type { Money } from "../money";
import { zero } from "../money";
import type { Permission } from "../permissions";
import { Refusal } from "../refusal";
import type { ApprovalAct } from "./acts";
import { actDefinitions } from "./acts";

/** From which amount on how many people, one after the other, approve. */
export interface ApprovalLevel {
  readonly from: Money;
  readonly approvers: number;
}

export interface ApprovalPolicy {
  readonly act: ApprovalAct;
  /** Rising, in the partner's functional currency; none: nobody is asked. */
  readonly levels: readonly ApprovalLevel[];
  readonly approverPermission: Permission;
  /** Code of the role that an approver has besides, where one is wanted. */
  readonly approverRoleCode: string | null;
  readonly ttlHours: number;
}

export const approversMax = 5;

/**
 * What a thousand BDT are in other currencies, in whole units: rounded so that a threshold is a
 * round figure, and no exchange rate. In a currency that is not here, somebody is always asked.
 */
const unitsOfThousandBdt: Readonly<Record<string, bigint>> = {
  AED: 30n,
  BDT: 1_000n,
  EUR: 8n,
  GBP: 6n,
  INR: 700n,
  MYR: 35n,
  PKR: 2_300n,
  SAR: 30n,
  SGD: 11n,
  USD: 8n,
};

/** Where a partner has settled nothing. */
export function defaultPolicy(act: ApprovalAct, currency: string): ApprovalPolicy {
  const { byDefault, ttlHours } = actDefinitions[act];
  return {
    act,
    levels: byDefault === "never" ? [] : [{ from: defaultFrom(byDefault, currency), approvers: 1 }],
    approverPermission: "approval.decide.partner",
    approverRoleCode: null,
    ttlHours,
  };
}

function defaultFrom(threshold: bigint | "always", currency: string): Money {
  const units = unitsOfThousandBdt[currency];
  if (threshold === "always" || units === undefined) return zero(currency);
  const whole = (threshold * units) / 1_000n;
  return { currency, minor: whole * 10n ** BigInt(getMinorUnits(currency)) };
}

/**
 * How many people approve: none below the first threshold, and at a threshold as above it. What
 * cannot be compared, its rate being unknown, is asked of as many as the largest amount.
 */
export function countApprovers({ act, levels }: ApprovalPolicy, amount: Money | null): number {
  if (amount === null) {
    const level = actDefinitions[act].isMeasured ? levels.at(-1) : levels[0];
    return level?.approvers ?? 0;
  }
  const { minor } = amount;
  const size = minor < 0n ? -minor : minor;
  return levels.findLast(({ from }) => size >= from.minor)?.approvers ?? 0;
}

/** Whether some amount would need fewer people, or other people, than before. */
export function isWeaker(before: ApprovalPolicy, after: ApprovalPolicy): boolean {
  if (before.approverPermission !== after.approverPermission) return true;
  if (before.approverRoleCode !== null && before.approverRoleCode !== after.approverRoleCode) {
    return true;
  }
  return [...before.levels, ...after.levels].some(
    ({ from }) => countApprovers(after, from) < countApprovers(before, from),
  );
}

/** Refuses what is no policy of its act (APPROVAL_POLICY_INVALID). */
export function assertPolicy({ act, levels }: ApprovalPolicy): void {
  const { isMeasured, isFixed, name } = actDefinitions[act];
  const refuse = (why: string) => {
    throw new Refusal("APPROVAL_POLICY_INVALID", why, { act });
  };
  const [first, ...others] = levels;
  if (isFixed && first?.from.minor !== 0n) refuse(`${name}: another person is always asked.`);
  if (!isMeasured && (others.length > 0 || (first !== undefined && first.from.minor !== 0n))) {
    refuse(`${name}: it has no amount. Name one level from zero, or none.`);
  }
  const rises = others.every((level, index) => {
    const below = levels[index];
    return below && level.from.minor > below.from.minor && level.approvers >= below.approvers;
  });
  if (!rises) refuse("Each level begins at a larger amount, and asks no fewer people.");
}
