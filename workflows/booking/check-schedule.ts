import type { ActivityOptions } from "@temporalio/workflow";
import { proxyActivities, TemporalFailure } from "@temporalio/workflow";

import type { TicketSupplierActivities } from "../../activities/ticket/ticket-supplier-activities";
import type {
  CheckScheduleInput,
  CheckScheduleResult,
} from "../../temporal/contract/check-schedule";
import { checkScheduleUpdate } from "../../temporal/contract/check-schedule";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import { notices, tell } from "../notices";
import { TicketAct } from "../ticket/ticket-act";

/** Somebody waits for it: a supplier that stays silent ends it. */
export const scheduleReading = {
  startToCloseTimeout: "1 minute",
  scheduleToCloseTimeout: "3 minutes",
  heartbeatTimeout: "6 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "10 seconds" },
} as const satisfies ActivityOptions;
const reading = proxyActivities<TicketSupplierActivities>(scheduleReading);

/** Reads a reservation for what the airline has changed of its flights, and tells of it. */
export function checkSchedule(input: CheckScheduleInput): Promise<CheckScheduleResult> {
  const { partner, bookingId, operationId, context } = input;
  const act = new TicketAct<CheckScheduleResult>(
    { act: "schedule_check", partner, bookingId, operationId, context },
    () => [],
  );
  return act.run(checkScheduleUpdate, async () => {
    act.enter("reading");
    const result = await readOrGiveUp(() => reading.checkScheduleAtSupplier(input));
    act.conclude(result);
    const { scheduleChangeId } = result;
    if (scheduleChangeId !== null) {
      await tell(notices.mailScheduleChange({ partner, scheduleChangeId }));
    }
    return result;
  });
}

/** Runs what reads a supplier; one that stays silent is a refusal. */
export async function readOrGiveUp<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof TemporalFailure) || findRefusal(error) !== undefined) throw error;
    throw refusalFailure(
      "SUPPLIER_UNAVAILABLE",
      "The supplier could not be reached. Try again later.",
    );
  }
}
