import { addDays } from "../calendar";
import type { BillingCycle, BillingPeriod } from "./billing-period";

/** The days at an accounting period's end that the next file bills: weeks do not end with months. */
const nextBilled: Readonly<Record<BillingCycle, number>> = {
  weekly: 6,
  semi_monthly: 0,
  monthly: 0,
};

/** The first day of a period that no billing covers, though one should have by its end. */
export function findUnbilledDay(
  { startsOn, endsOn }: BillingPeriod,
  billed: readonly BillingPeriod[],
  cycle: BillingCycle,
): string | undefined {
  const last = addDays(endsOn, -nextBilled[cycle]);
  let day = startsOn;
  for (const each of billed.toSorted((a, b) => a.startsOn.localeCompare(b.startsOn))) {
    if (each.startsOn <= day && day <= each.endsOn) day = addDays(each.endsOn, 1);
  }
  return day <= last ? day : undefined;
}
