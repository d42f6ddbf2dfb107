import { proxyActivities, TemporalFailure } from "@temporalio/workflow";

import type { BookingActivities } from "../../activities/booking/booking-activities";
import type { OfferActivities } from "../../activities/booking/offer-activities";
import type {
  CreateBookingInput,
  CreateBookingResult,
} from "../../temporal/contract/create-booking";
import { createBookingUpdate } from "../../temporal/contract/create-booking";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type { HoldBookingInput } from "../../temporal/contract/offers";
import type { ActAttention, ActResolution } from "../../temporal/contract/ticket-act";
import { describeFailure } from "../ticket/describe-failure";
import { TicketAct } from "../ticket/ticket-act";

const activities = proxyActivities<OfferActivities & BookingActivities>({
  startToCloseTimeout: "2 minutes",
  scheduleToCloseTimeout: "10 minutes",
  heartbeatTimeout: "6 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "20 seconds" },
});

/** Retry: ask again, the order is found by its key. Abandon: what is held is let go of. */
function actionsFor(_reason: ActAttention["reason"]): readonly ActResolution["action"][] {
  return ["retry", "abandon"];
}

type Act = TicketAct<CreateBookingResult>;

/**
 * Books an offer: checked in the books, held at the supplier at the price that was accepted, then
 * one commit. A lost answer is asked for again under the same key, so one order is held.
 */
export function holdBooking(input: HoldBookingInput): Promise<CreateBookingResult> {
  const { partner, bookingId, operationId, context } = input;
  const act: Act = new TicketAct(
    { act: "hold", partner, bookingId, operationId, context },
    actionsFor,
  );
  return act.run(createBookingUpdate, async () => {
    act.enter("checking");
    await activities.checkHold(input);
    act.enter("holding");
    const recordLocator = await insist(act, () => activities.holdAtSupplier(input));
    act.enter("held_at_supplier");
    const booking = toReservation(input, recordLocator);
    const drop = () => activities.dropAtSupplier(input, recordLocator);
    return insist(act, () => activities.createBookingFromReservation(booking), drop);
  });
}

/** What is held is taken up as any reservation is. */
function toReservation(
  {
    offerReference: _offerReference,
    total: _total,
    passengers: _passengers,
    contact: _contact,
    ...booking
  }: HoldBookingInput,
  recordLocator: string,
): CreateBookingInput {
  return { ...booking, recordLocator };
}

/** Tries a step until it is done, is refused where nothing is held yet, or a person gives up. */
async function insist<Result>(
  act: Act,
  step: () => Promise<Result>,
  drop?: () => Promise<void>,
): Promise<Result> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      const refusal = findRefusal(error);
      if (refusal !== undefined && drop === undefined) throw error;
      const resolution = await act.attend(
        refusal === undefined
          ? { reason: "supplier_silent", text: describeFailure(error) }
          : { reason: "posting_refused", text: `${refusal.code}: ${refusal.message}` },
      );
      if (resolution?.action !== "abandon") continue;
      await drop?.();
      throw refusalFailure("OPERATION_ABANDONED", `Given up: ${resolution.note}`);
    }
  }
}
