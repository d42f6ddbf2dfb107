import type { PartnerTransaction } from "../../db/partner-scope";
import { lockPartnerSettings } from "../../db/read/partner-settings";
import { getPlan, getPlanUse } from "../../db/read/plan-use";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { Plan } from "../../domain/plans";
import { measuresAbove } from "../../domain/plans";
import { Refusal } from "../../domain/refusal";

/** At once. Refuses a smaller plan than what the partner has (PLAN_LIMIT_REACHED), by name. */
export async function changePlan(
  transaction: PartnerTransaction,
  plan: Plan,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const { version } = await lockPartnerSettings(transaction);
  const before = await getPlan(transaction);
  if (before === plan) return;
  const above = measuresAbove(plan, await getPlanUse(transaction, at));
  if (above.length > 0) {
    throw new Refusal("PLAN_LIMIT_REACHED", `There is more than ${plan} allows.`, {
      plan,
      above: above.join(", "),
    });
  }
  const { db, partner, partnerId } = transaction;
  await db
    .updateTable("partners")
    .set({ subscription_plan: plan, version: version + 1 })
    .execute();
  const changes = { subscription_plan: [before, plan] } as const;
  const ids = [partnerId];
  await writeHistory(transaction, { table: "partners", ids, type: "UPDATE", at, changes });
  const payload = { plan: [before, plan] };
  const event = { type: "partner.plan_changed", targetType: "partner", targetId: partner, payload };
  await writeAudit(transaction, context, [event], at);
}
