import type { PartnerDatabase } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import { getApprovalPolicy } from "../../db/read/approval-policies";
import { getPartner } from "../../db/read/get-partner";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import { countApprovers } from "../../domain/approval-policy/policy";
import type { Money } from "../../domain/money";
import { sum } from "../../domain/money";
import { toFunctional } from "../fx-rate/to-functional";

/** Whether acts of these amounts, taken together, wait for somebody. */
export type ApprovalMeasure = (amounts: readonly Money[]) => Promise<boolean>;

/** Reads the policy of an act once, to measure many amounts by. Without a rate somebody is asked. */
export async function measureApproval(
  scope: PartnerDatabase,
  { act, at }: { readonly act: ApprovalAct; readonly at: string },
): Promise<ApprovalMeasure> {
  const policy = await getApprovalPolicy(scope, act);
  const partner = await getPartner(scope);
  return async (amounts) => {
    if (policy.levels.length === 0) return false;
    const parts: Money[] = [];
    for (const amount of amounts) {
      const part = await toFunctional(scope, amount, { partner, at: toInstant(at) });
      if (part === null) return countApprovers(policy, null) > 0;
      parts.push(part);
    }
    return countApprovers(policy, sum(partner.functionalCurrency, parts)) > 0;
  };
}
