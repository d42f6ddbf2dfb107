/** What is counted against a plan. */
export const planMeasures = ["users", "branches", "tokens", "bookings_this_month"] as const;
export type PlanMeasure = (typeof planMeasures)[number];

/** How many a partner may have; null where there is no limit. From the smallest plan to the largest. */
export const plans = {
  starter: { users: 5, branches: 1, tokens: 3, bookings_this_month: 200 },
  growth: { users: 50, branches: 10, tokens: 25, bookings_this_month: 5_000 },
  /** Of the platform's giving: no partner takes it for itself. */
  unlimited: { users: null, branches: null, tokens: null, bookings_this_month: null },
} as const satisfies Record<string, Readonly<Record<PlanMeasure, number | null>>>;

export type Plan = keyof typeof plans;

/** All of a live partner's together; null: the platform's own limits alone. */
export const requestsPerMinute: Readonly<Record<Plan, number | null>> = {
  starter: 600,
  growth: 3_000,
  unlimited: null,
};

export type PlanUse = Readonly<Record<PlanMeasure, number>>;

/** What a partner has more of than the plan allows. */
export function measuresAbove(plan: Plan, use: PlanUse): PlanMeasure[] {
  return planMeasures.filter((measure) => {
    const limit: number | null = plans[plan][measure];
    return limit !== null && use[measure] > limit;
  });
}
