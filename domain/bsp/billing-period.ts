import { addDays } from "../calendar";

/** How often a market bills (manual 11.3); a setting of the partner, since no file says it. */
export const billingCycles = ["weekly", "semi_monthly", "monthly"] as const;
export type BillingCycle = (typeof billingCycles)[number];

/** Days `YYYY-MM-DD`, both within. */
export interface BillingPeriod {
  readonly startsOn: string;
  readonly endsOn: string;
}

/** The billing period that ends on a day: a week, the half of a month, or a month. */
export function billingPeriodTo(endsOn: string, cycle: BillingCycle): BillingPeriod {
  const [month, day] = [endsOn.slice(0, 8), Number(endsOn.slice(8))];
  if (cycle === "weekly") return { startsOn: addDays(endsOn, -6), endsOn };
  const isSecondHalf = cycle === "semi_monthly" && day > 15;
  return { startsOn: `${month}${isSecondHalf ? "16" : "01"}`, endsOn };
}

export function isWithin({ startsOn, endsOn }: BillingPeriod, day: string): boolean {
  return startsOn <= day && day <= endsOn;
}
