import { continueAsNew, proxyActivities, workflowInfo } from "@temporalio/workflow";

import type { IdempotencyKeyActivities } from "../../activities/books/idempotency-key-activities";
import type { PurgeIdempotencyKeysInput } from "../../temporal/contract/purge-idempotency-keys";

const { deleteExpiredKeys } = proxyActivities<IdempotencyKeyActivities>({
  startToCloseTimeout: "30 seconds",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute" },
});

/** Deletes the idempotency keys that have expired, batch by batch, on a Schedule. */
export async function purgeIdempotencyKeys(
  input: PurgeIdempotencyKeysInput,
): Promise<PurgeIdempotencyKeysInput> {
  let progress = input;
  for (;;) {
    const { count, isLast } = await deleteExpiredKeys();
    progress = { ...progress, deletedCount: progress.deletedCount + count };
    if (isLast) return progress;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew(progress);
  }
}
