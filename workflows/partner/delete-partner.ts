import { proxyActivities, sleep } from "@temporalio/workflow";

import type { DeletionActivities } from "../../activities/partner/deletion/deletion-activities";
import type {
  DeletePartnerInput,
  DeletePartnerResult,
} from "../../temporal/contract/delete-partner";

/** What still runs for the partner is waited for: it is looked at again each hour, for days. */
const activities = proxyActivities<DeletionActivities>({
  startToCloseTimeout: "1 hour",
  heartbeatTimeout: "20 seconds",
  retry: { initialInterval: "1 second", maximumInterval: "1 hour" },
});

/** Deletes a partner when its hold is over. Whoever calls it off changes the partner, not this. */
export async function deletePartner(input: DeletePartnerInput): Promise<DeletePartnerResult> {
  const waitMs = Date.parse(input.dueAt) - new Date().getTime();
  if (waitMs > 0) await sleep(waitMs);
  if (!(await activities.closeForGood(input))) return { kind: "called_off" };
  await activities.removeObjects(input);
  await activities.eraseRows(input);
  return { kind: "deleted" };
}
