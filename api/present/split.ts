import type { z } from "@hono/zod-openapi";

import type { SplitBookingResult } from "../../temporal/contract/split-booking";
import type { splitSchema } from "../schemas/split";

export function presentSplit(
  { bookingId, splitOff }: SplitBookingResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof splitSchema> {
  return {
    object: "split",
    livemode,
    operation_id: operationId,
    booking_id: bookingId,
    split_off: splitOff.map((part) => ({
      record_locator: part.recordLocator,
      booking_id: part.bookingId,
      passenger_numbers: part.passengerNumbers,
    })),
  };
}
