import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { splitBookingInputSchema, splitBookingResultSchema } from "./schemas/split-booking";

export const splitBookingType = "splitBooking";
export type SplitBookingInput = z.infer<typeof splitBookingInputSchema>;
export type SplitBookingResult = z.infer<typeof splitBookingResultSchema>;

/** Waits until the reservations have been read and the books have it. */
export const splitBookingUpdate = defineUpdate<
  SplitBookingResult | null,
  [{ readonly operationId: string }]
>("split_booking");
