import { toDateTime } from "../../../db/read/amounts";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { updateOperation } from "../../../db/write/operations";
import type { RequestContext } from "../../../temporal/contract/payloads";
import type { RevaluePeriodInput } from "../../../temporal/contract/period";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";

/** Leaves with the operation, and in the audit, who cancelled it before it posted. */
export function createRecordCancelled({ openPartner, observer, now }: LedgerDependencies) {
  return async function recordRevaluationCancelled(
    input: RevaluePeriodInput,
    by: { readonly context: RequestContext; readonly note: string },
  ): Promise<void> {
    const scope = await openPartner(input.partner);
    const at = toDateTime(now());
    await inTransaction(
      scope,
      async (transaction) => {
        const change = { status: "cancelled", stage: "cancelled", at } as const;
        if (!(await updateOperation(transaction, input.operationId, change))) return;
        const event = {
          type: "period.revaluation_cancelled",
          targetType: "accounting_period",
          targetId: input.periodId,
          payload: { operation_id: input.operationId, note: by.note },
        };
        await writeAudit(transaction, toActContext(by.context), [event], at);
      },
      observer,
    );
  };
}
