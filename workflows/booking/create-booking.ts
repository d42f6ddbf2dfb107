import {
  allHandlersFinished,
  condition,
  proxyActivities,
  setHandler,
  TemporalFailure,
} from "@temporalio/workflow";

import type { BookingActivities } from "../../activities/booking/booking-activities";
import type {
  CreateBookingInput,
  CreateBookingResult,
} from "../../temporal/contract/create-booking";
import { createBookingUpdate } from "../../temporal/contract/create-booking";
import { findRefusal } from "../../temporal/contract/failures";

/** Reading a reservation is harmless to repeat; a supplier that stays silent ends it. */
const activities = proxyActivities<BookingActivities>({
  startToCloseTimeout: "1 minute",
  scheduleToCloseTimeout: "3 minutes",
  heartbeatTimeout: "6 seconds",
  retry: {
    initialInterval: "500 milliseconds",
    maximumInterval: "10 seconds",
  },
});

/** Takes a reservation that the GDS holds into the books as a booking: nothing is sold yet. */
export async function createBooking(input: CreateBookingInput): Promise<CreateBookingResult> {
  let outcome: { readonly result: CreateBookingResult } | { readonly failure: Error } | undefined;
  setHandler(createBookingUpdate, async (_request) => {
    await condition(() => outcome !== undefined);
    if (outcome !== undefined && "result" in outcome) return outcome.result;
    throw outcome?.failure ?? new Error("unreachable");
  });
  try {
    const result = await activities.createBookingFromReservation(input);
    outcome = { result };
    return result;
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    const refusal = findRefusal(error);
    await activities.recordBookingFailed(input, {
      code: refusal?.code ?? "SUPPLIER_UNAVAILABLE",
      message: refusal?.message ?? "The supplier could not be reached. Try again later.",
      details: refusal?.details ?? {},
    });
    outcome = { failure: error };
    throw error;
  } finally {
    if (outcome !== undefined) await condition(allHandlersFinished);
  }
}
