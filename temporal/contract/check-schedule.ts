import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { checkScheduleInputSchema, checkScheduleResultSchema } from "./schemas/check-schedule";

export const checkScheduleType = "checkSchedule";
export type CheckScheduleInput = z.infer<typeof checkScheduleInputSchema>;
export type CheckScheduleResult = z.infer<typeof checkScheduleResultSchema>;

/** A reading that nobody asked for has no operation of its own. */
export type ScheduleReading = Pick<CheckScheduleInput, "partner" | "bookingId" | "context"> & {
  readonly operationId: string | null;
};

/** Waits until the reservation has been read. */
export const checkScheduleUpdate = defineUpdate<
  CheckScheduleResult | null,
  [{ readonly operationId: string }]
>("check_schedule");

export interface ScheduleNotice {
  readonly partner: string;
  readonly scheduleChangeId: string;
}
