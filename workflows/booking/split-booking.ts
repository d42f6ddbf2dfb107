import { proxyActivities } from "@temporalio/workflow";

import type { TicketSupplierActivities } from "../../activities/ticket/ticket-supplier-activities";
import type { SplitBookingInput, SplitBookingResult } from "../../temporal/contract/split-booking";
import { splitBookingUpdate } from "../../temporal/contract/split-booking";
import { TicketAct } from "../ticket/ticket-act";
import { readOrGiveUp, scheduleReading } from "./check-schedule";

const reading = proxyActivities<TicketSupplierActivities>(scheduleReading);

/** Takes into the books that the supplier has moved passengers to another reservation. */
export function splitBooking(input: SplitBookingInput): Promise<SplitBookingResult> {
  const { partner, bookingId, operationId, context } = input;
  const act = new TicketAct<SplitBookingResult>(
    { act: "split", partner, bookingId, operationId, context },
    () => [],
  );
  return act.run(splitBookingUpdate, () => {
    act.enter("reading");
    return readOrGiveUp(() => reading.splitAtSupplier(input));
  });
}
