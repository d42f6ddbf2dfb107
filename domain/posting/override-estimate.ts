import type { Money } from "../money";
import { percentageOf } from "../money";
import type { OverrideTier } from "./commission-rules";
import { overrideOf, tierOf } from "./commission-rules";

export interface OverrideTerms {
  /** The last day whose sales count. */
  readonly validUntil: string;
  readonly tiers: readonly OverrideTier[];
  /** Of the whole time; without it what was reached counts. */
  readonly expectedVolume?: Money;
  /** That it will be reached, so that what it earns need not be taken back (IFRS 15.56). */
  readonly isHighlyProbable: boolean;
}

export interface OverrideEstimate {
  readonly expected: Money;
  readonly probable: Money;
}

/**
 * What of an override has been earned by what was sold through a day: at the percentage of the step
 * that the whole time is expected to reach. Where that is not highly probable, only what the volume
 * has reached may be accrued; once the time is over there is nothing left to expect.
 */
export function estimateOverride(
  volume: Money,
  { validUntil, tiers, expectedVolume, isHighlyProbable }: OverrideTerms,
  through: string,
): OverrideEstimate {
  const reached = overrideOf(volume, tiers);
  if (through >= validUntil || expectedVolume === undefined) {
    return { expected: reached, probable: reached };
  }
  const whole = expectedVolume.minor > volume.minor ? expectedVolume : volume;
  const expected = percentageOf(volume, tierOf(whole, tiers)?.percent ?? "0");
  return { expected, probable: isHighlyProbable ? expected : reached };
}
