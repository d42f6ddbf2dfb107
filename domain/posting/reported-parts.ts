import type { Money } from "../money";
import { allocate } from "../money";

/**
 * What each slice of a deferral was reported at: shares by the slices' amounts. Where these are all
 * zero, as of a remainder that an exchange has moved for what it is worth in the books alone, by
 * that worth; where there is none of it either, equal ones.
 */
export function splitReported(
  reporting: Money,
  slices: readonly { readonly amount: Money; readonly functional: Money }[],
): Money[] {
  const byAmount = slices.map(({ amount }) => amount.minor);
  const byWorth = slices.map(({ functional }) => functional.minor);
  const weights = [byAmount, byWorth].find((each) => each.some((minor) => minor > 0n));
  return allocate(reporting, weights ?? slices.map(() => 1n));
}
