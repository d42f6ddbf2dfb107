import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { OperationProgress, RequestContext } from "./payloads";
import type { checkSchedulesInputSchema, scheduleChecksSchema } from "./schemas/check-schedules";

export const checkSchedulesType = "checkSchedules";
export type CheckSchedulesInput = z.infer<typeof checkSchedulesInputSchema>;
export type ScheduleChecksProgress = NonNullable<CheckSchedulesInput["progress"]>;
/** What a run came to. */
export type ScheduleChecks = z.infer<typeof scheduleChecksSchema>;

/** An issued booking whose flights are asked for. */
export interface BookingToCheck {
  readonly key: number;
  readonly bookingId: string;
  readonly gdsProviderCode: string;
}

export type ScheduleChecksEnd =
  | { readonly status: "succeeded" }
  | {
      readonly status: "cancelled";
      readonly by: { readonly context: RequestContext; readonly note: string };
    };

/** Waits until a run that was asked for is over; null where it becomes another one. */
export const checkSchedulesUpdate = defineUpdate<
  ScheduleChecks | null,
  [{ readonly operationId: string }]
>("check_schedules");

/** Ends a run between two bookings: what was found stays. */
export const cancelScheduleChecksUpdate = defineUpdate<
  OperationProgress,
  [{ readonly context: RequestContext; readonly note: string }]
>("cancel");
