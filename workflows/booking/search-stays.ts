import { proxyActivities } from "@temporalio/workflow";

import type { StayActivities } from "../../activities/booking/stay-activities";
import type { SearchStaysInput, StayOfferPayload } from "../../temporal/contract/stays";

// Somebody is waiting on a line: a supplier that is silent for that long has no offers.
const activities = proxyActivities<StayActivities>({
  startToCloseTimeout: "15 seconds",
  scheduleToCloseTimeout: "20 seconds",
  heartbeatTimeout: "6 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "2 seconds" },
});

/** Asks a supplier which stays it offers; nothing is kept there. */
export function searchStays(input: SearchStaysInput): Promise<StayOfferPayload[]> {
  return activities.searchStaysAtSupplier(input);
}
