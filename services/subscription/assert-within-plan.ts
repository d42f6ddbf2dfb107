import type { PartnerTransaction } from "../../db/partner-scope";
import { countUse, getPlan } from "../../db/read/plan-use";
import type { PlanMeasure } from "../../domain/plans";
import { plans } from "../../domain/plans";
import { Refusal } from "../../domain/refusal";

/**
 * Refuses one more than the partner's plan allows (PLAN_LIMIT_REACHED). In the transaction that adds
 * it: what is counted stays as it was counted.
 */
export async function assertWithinPlan(
  transaction: PartnerTransaction,
  measure: PlanMeasure,
  at: string,
): Promise<void> {
  const plan = await getPlan(transaction);
  const limit: number | null = plans[plan][measure];
  if (limit === null) return;
  if ((await countUse(transaction, measure, at)) < limit) return;
  throw new Refusal("PLAN_LIMIT_REACHED", `The plan ${plan} has no more ${measure}.`, {
    plan,
    measure,
    limit,
  });
}
