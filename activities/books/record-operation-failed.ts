import { toDateTime } from "../../db/read/amounts";
import { updateOperation } from "../../db/write/operations";
import type { RefusalRecord } from "../../temporal/contract/failures";
import type { LedgerDependencies } from "../dependencies";

/** Leaves a refusal with its operation, for whoever asks after the workflow is forgotten. */
export function createRecordOperationFailed({ openPartner, now }: LedgerDependencies) {
  return async function recordOperationFailed(
    { partner, operationId }: { readonly partner: string; readonly operationId: string },
    refusal: RefusalRecord,
  ): Promise<void> {
    const scope = await openPartner(partner);
    const isCancelled = refusal.code === "OPERATION_CANCELLED";
    await updateOperation(scope, operationId, {
      status: isCancelled ? "cancelled" : "failed",
      stage: isCancelled ? "cancelled" : "refused",
      error: { ...refusal },
      at: toDateTime(now()),
    });
  };
}
