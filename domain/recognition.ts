import type { Money } from "./money";
import { allocate } from "./money";

/** When revenue is earned, per partner and kind of revenue (accounting.md 5). */
export const recognitionPolicies = ["at_issuance", "at_departure", "per_segment"] as const;
export type RecognitionPolicy = (typeof recognitionPolicies)[number];
export type DeferredPolicy = Exclude<RecognitionPolicy, "at_issuance">;

export interface ServiceSegment {
  readonly segmentId: number;
  /** Local day of departure, `YYYY-MM-DD`. */
  readonly departsOn: string;
}

export interface ScheduleSlice {
  readonly segmentId: number;
  readonly recogniseOn: string;
  readonly amount: Money;
}

/**
 * Splits a deferred amount over the segments in the order they are flown: all at the first
 * departure, or in equal parts whose cumulative rounding ends exactly on the total (5.9).
 */
export function scheduleDeferral(
  amount: Money,
  policy: DeferredPolicy,
  segments: readonly ServiceSegment[],
): ScheduleSlice[] {
  const inOrder = segments.toSorted((left, right) => left.departsOn.localeCompare(right.departsOn));
  const served = policy === "at_departure" ? inOrder.slice(0, 1) : inOrder;
  const parts = allocate(
    amount,
    served.map(() => 1n),
  );
  return served.map(({ segmentId, departsOn }, index) => ({
    segmentId,
    recogniseOn: departsOn,
    amount: parts[index] ?? { currency: amount.currency, minor: 0n },
  }));
}
