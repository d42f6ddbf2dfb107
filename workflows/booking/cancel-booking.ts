import type { CancelBookingInput, EndedHold } from "../../temporal/contract/hold";
import { cancelBookingUpdate } from "../../temporal/contract/hold";
import { books } from "../ticket/issuance-activities";
import { TicketAct } from "../ticket/ticket-act";
import { actionsOfRelease, releaseHold } from "./release-hold";

/** Cancels a booking that nothing was issued of: at the supplier, then in one commit in the books. */
export function cancelBooking(input: CancelBookingInput): Promise<EndedHold> {
  const { partner, bookingId, operationId, gdsProviderCode, context, reason } = input;
  const act = new TicketAct<EndedHold>(
    { act: "cancel", partner, bookingId, operationId, context },
    actionsOfRelease,
  );
  return act.run(cancelBookingUpdate, async () => {
    act.enter("cancelling");
    await releaseHold(act, { partner, bookingId, gdsProviderCode, context, purpose: "cancel" });
    act.enter("cancelled_at_supplier");
    const to = "CANCELLED_BEFORE_ISSUE";
    const ended = await books.endHold({ partner, bookingId, operationId, to, reason, context });
    act.enter("cancelled");
    return ended;
  });
}
