import { patched, proxyActivities, TemporalFailure } from "@temporalio/workflow";

import type { BookingActivities } from "../../activities/booking/booking-activities";
import type { OfferActivities } from "../../activities/booking/offer-activities";
import type {
  CreateBookingInput,
  CreateBookingResult,
} from "../../temporal/contract/create-booking";
import { createBookingUpdate } from "../../temporal/contract/create-booking";
import { findRefusal, isOutcomeUntold, refusalFailure } from "../../temporal/contract/failures";
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

/**
 * Retry: ask again, the order is found by its key. Adopt: the order that a person has found. Abandon:
 * what is held is let go of, and where no order is known there is none.
 */
function actionsFor(reason: ActAttention["reason"]): readonly ActResolution["action"][] {
  return reason === "hold_unknown" ? ["retry", "adopt", "abandon"] : ["retry", "abandon"];
}

type Act = TicketAct<CreateBookingResult>;

/**
 * Books an offer: checked in the books, held at the supplier at the price that was accepted, then
 * one commit. A lost answer is asked for again under the same key, so one order is held; where the
 * supplier will not say what came of it, a person does.
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
    const recordLocator = await hold(act, input);
    act.enter("held_at_supplier");
    const booking = toReservation(input, recordLocator);
    const drop = () => activities.dropAtSupplier(input, recordLocator);
    return insist(act, () => activities.createBookingFromReservation(booking), drop);
  });
}

/** The order's locator: held by us, or found by a person. */
async function hold(act: Act, input: HoldBookingInput): Promise<string> {
  let found: string | undefined;
  for (;;) {
    let attention: ActAttention;
    try {
      return await (found === undefined
        ? activities.holdAtSupplier(input)
        : activities.adoptHeldOrder(input, found));
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      attention = describe(error, found);
    }
    const resolution = await act.attend(attention);
    if (resolution?.action === "abandon") {
      if (patched("no order is declared")) await activities.declareNoOrder(input);
      throw refusalFailure("OPERATION_ABANDONED", `Given up: ${resolution.note}`);
    }
    if (resolution !== undefined) found = resolution.recordLocator;
  }
}

/** Why a person is asked; a no to a hold that was not asked for before is the act's end. */
function describe(error: TemporalFailure, found: string | undefined): ActAttention {
  const refusal = findRefusal(error);
  if (refusal !== undefined) {
    if (found === undefined) throw error;
    const text = `${found} is not adopted, ${refusal.code}: ${refusal.message}`;
    return { reason: "hold_unknown", text };
  }
  const reason = isOutcomeUntold(error) ? "hold_unknown" : "supplier_silent";
  return { reason, text: describeFailure(error) };
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

/** Tries a step until it is done, or a person gives up: then what is held is let go of. */
async function insist<Result>(
  act: Act,
  step: () => Promise<Result>,
  drop: () => Promise<void>,
): Promise<Result> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      const refusal = findRefusal(error);
      const resolution = await act.attend(
        refusal === undefined
          ? { reason: "supplier_silent", text: describeFailure(error) }
          : { reason: "posting_refused", text: `${refusal.code}: ${refusal.message}` },
      );
      if (resolution?.action !== "abandon") continue;
      await drop();
      throw refusalFailure("OPERATION_ABANDONED", `Given up: ${resolution.note}`);
    }
  }
}
