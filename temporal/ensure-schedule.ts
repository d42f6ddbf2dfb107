import type { Client, ScheduleOptions } from "@temporalio/client";
import { ScheduleAlreadyRunning } from "@temporalio/client";

/** Makes a Schedule that stands as long as the product runs, or brings it to what is asked now. */
export async function ensureSchedule(client: Client, schedule: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(schedule.scheduleId).update((current) => ({
      ...schedule,
      state: current.state,
    }));
  }
}
