import { toDateTime } from "../../db/read/amounts";
import { updateOperation } from "../../db/write/operations";
import type { CreateBookingInput } from "../../temporal/contract/create-booking";
import type { RefusalRecord } from "../../temporal/contract/failures";
import type { LedgerDependencies } from "../dependencies";

/** Leaves the reason with the operation, for whoever asks after the workflow is forgotten. */
export function createRecordBookingFailed(dependencies: LedgerDependencies) {
  return async function recordBookingFailed(
    input: CreateBookingInput,
    refusal: RefusalRecord,
  ): Promise<void> {
    const scope = await dependencies.openPartner(input.partner);
    await updateOperation(scope, input.operationId, {
      status: "failed",
      stage: "refused",
      error: { ...refusal },
      at: toDateTime(dependencies.now()),
    });
  };
}
