import type { LedgerDependencies } from "../../dependencies";
import { heartbeating } from "../../heartbeat";
import { createEndRecognition } from "./end-recognition";
import { createCheckApproved, createPlanRecognition } from "./plan-recognition";
import { createRecogniseBatch } from "./recognise-batch";

export type RecognitionActivities = ReturnType<typeof createRecognitionActivities>;

/** Recognition runs: each batch of bookings one commit. */
export function createRecognitionActivities(dependencies: LedgerDependencies) {
  return {
    checkApprovedRecognition: heartbeating(createCheckApproved(dependencies)),
    endRecognition: heartbeating(createEndRecognition(dependencies)),
    planRecognition: heartbeating(createPlanRecognition(dependencies)),
    recogniseBatch: heartbeating(createRecogniseBatch(dependencies)),
  };
}
