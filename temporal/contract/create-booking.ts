import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { createBookingInputSchema, createBookingResultSchema } from "./schemas/create-booking";

export const createBookingType = "createBooking";

export type CreateBookingInput = z.infer<typeof createBookingInputSchema>;

export type CreateBookingResult = z.infer<typeof createBookingResultSchema>;

/** Waits for the booking. */
export const createBookingUpdate = defineUpdate<
  CreateBookingResult | null,
  [{ readonly operationId: string }]
>("create");
