import { proxyActivities } from "@temporalio/workflow";

import type { PartnerActivities } from "../../activities/partner/partner-activities";
import type {
  FollowPartnerStatusInput,
  FollowPartnerStatusResult,
} from "../../temporal/contract/partner-status";

const { alignSchedules } = proxyActivities<PartnerActivities>({
  startToCloseTimeout: "10 minutes",
  heartbeatTimeout: "20 seconds",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute" },
});

/** What runs by itself stops and starts with its partner. What runs already goes to its end. */
export async function followPartnerStatus(
  input: FollowPartnerStatusInput,
): Promise<FollowPartnerStatusResult> {
  return alignSchedules(input);
}
