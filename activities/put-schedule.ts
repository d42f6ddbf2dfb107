import type { ScheduleClient, ScheduleOptions } from "@temporalio/client";
import { ScheduleAlreadyRunning, ScheduleNotFoundError } from "@temporalio/client";

/** Makes a Schedule that follows a row, its pause with it, or brings it to what the row says now. */
export async function putSchedule(
  schedules: ScheduleClient,
  schedule: ScheduleOptions & {
    readonly state: { readonly paused: boolean; readonly note: string };
  },
): Promise<void> {
  // In one request: the server may take a pause before an update that came ahead of it.
  await schedules.create(schedule).catch((error: unknown) => {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    return schedules.getHandle(schedule.scheduleId).update(() => schedule);
  });
}

/** Whether there was such a Schedule. */
export async function removeSchedule(
  schedules: ScheduleClient,
  scheduleId: string,
): Promise<boolean> {
  try {
    await schedules.getHandle(scheduleId).delete();
    return true;
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return false;
  }
}
