import type { LedgerDependencies } from "../dependencies";
import { heartbeating } from "../heartbeat";
import { createAlignSchedules } from "./align-schedules";

export type PartnerActivities = ReturnType<typeof createPartnerActivities>;

/** What happens to a partner as a whole: each step one side effect. */
export function createPartnerActivities(dependencies: LedgerDependencies) {
  return {
    alignSchedules: heartbeating(createAlignSchedules(dependencies)),
  };
}
