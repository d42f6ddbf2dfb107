import { prepareEntry } from "../../../db/journal/prepare-entry";
import { toMoneyJson } from "../../../domain/money";
import type { CheckedRemittance, RemitToBspInput } from "../../../temporal/contract/remit-to-bsp";
import { keepHeartbeating } from "../../heartbeat";
import { planRemittance } from "./plan-remittance";
import type { RemittanceDependencies } from "./remittance-activities";

/** Tries a remittance on the books before people approve it. Writes nothing. */
export function createCheckRemittance({ openPartner, now }: RemittanceDependencies) {
  return function checkRemittance(input: RemitToBspInput): Promise<CheckedRemittance> {
    return keepHeartbeating(async () => {
      const scope = await openPartner(input.partner);
      const plan = await planRemittance(scope, input, now());
      await prepareEntry(scope, plan.posting, { partner: plan.partner });
      return {
        batchCode: plan.batchCode,
        remitted: { ...toMoneyJson(plan.remitted) },
        documents: plan.documents.length,
        bankDetailsId: plan.bankDetailsId,
        payee: plan.payee.name,
      };
    });
  };
}
