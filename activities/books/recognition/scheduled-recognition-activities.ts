import { heartbeating } from "../../heartbeat";
import type { ScheduledRecognitionDependencies } from "./run-scheduled-recognition";
import { createRunScheduledRecognition } from "./run-scheduled-recognition";

export type ScheduledRecognitionActivities = ReturnType<
  typeof createScheduledRecognitionActivities
>;

/** Recognition that nobody asks for each time: the partners' settings do. */
export function createScheduledRecognitionActivities(
  dependencies: ScheduledRecognitionDependencies,
) {
  return {
    listPartnersToRecognise: (after: string | null, limit: number): Promise<string[]> =>
      dependencies.listPartners(after, limit),
    runScheduledRecognition: heartbeating(createRunScheduledRecognition(dependencies)),
  };
}
