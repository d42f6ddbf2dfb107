import { toDateTime } from "../../../db/read/amounts";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { succeedOperation } from "../../../db/write/operations";
import type {
  ClosingStageResult,
  CompletePeriodInput,
  CompletePeriodResult,
} from "../../../temporal/contract/complete-period";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import { findOperationResult } from "../find-operation-result";

/** Keeps what each stage came to as the operation's result; run again, it finds it kept. */
export function createEndClosing({ openPartner, observer, now }: LedgerDependencies) {
  return async function endClosing(
    input: CompletePeriodInput,
    stages: readonly ClosingStageResult[],
  ): Promise<CompletePeriodResult> {
    const scope = await openPartner(input.partner);
    const at = toDateTime(now());
    return inTransaction(
      scope,
      async (transaction) => {
        const { operationId, periodId } = input;
        const kept = await findOperationResult<CompletePeriodResult>(transaction, operationId);
        if (kept !== undefined) return kept;
        const result = { periodId, stages: [...stages] };
        await succeedOperation(transaction, operationId, { stage: "completed", result, at });
        const event = {
          type: "period.completed",
          targetType: "accounting_period",
          targetId: periodId,
          payload: { stages: stages.map(({ stage, outcome }) => `${stage}: ${outcome}`) },
        };
        await writeAudit(transaction, toActContext(input.context), [event], at);
        return result;
      },
      observer,
    );
  };
}
