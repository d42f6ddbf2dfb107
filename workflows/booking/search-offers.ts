import { proxyActivities } from "@temporalio/workflow";

import type { OfferActivities } from "../../activities/booking/offer-activities";
import type { OfferPayload, SearchOffersInput } from "../../temporal/contract/offers";

// Somebody is waiting on a line: a supplier that is silent for that long has no offers.
const activities = proxyActivities<OfferActivities>({
  startToCloseTimeout: "15 seconds",
  scheduleToCloseTimeout: "20 seconds",
  heartbeatTimeout: "6 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "2 seconds" },
});

/** Asks a supplier what it offers; nothing is kept there. */
export function searchOffers(input: SearchOffersInput): Promise<OfferPayload[]> {
  return activities.searchOffersAtSupplier(input);
}
