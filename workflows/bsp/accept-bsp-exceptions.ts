import type { BspActivities } from "../../activities/bsp/bsp-activities";
import type {
  AcceptBspExceptionsInput,
  AcceptBspExceptionsResult,
} from "../../temporal/contract/accept-bsp-exceptions";
import { acceptBspExceptionsUpdate } from "../../temporal/contract/accept-bsp-exceptions";
import { localFirst } from "../local-first";
import { TicketAct } from "../ticket/ticket-act";

const persistently = localFirst<BspActivities>();

/**
 * Accepts what a BSP file bills otherwise, and posts it: tried on the books, approved as the policy
 * wants, one commit. Nobody outside is asked, so what the business refuses ends it.
 */
export function acceptBspExceptions(
  input: AcceptBspExceptionsInput,
): Promise<AcceptBspExceptionsResult> {
  const { partner, exceptionIds, reason, operationId, context } = input;
  const [first = ""] = exceptionIds;
  const act = new TicketAct<AcceptBspExceptionsResult>(
    {
      act: "bsp",
      partner,
      bookingId: null,
      about: { type: "bsp_exception", id: first },
      operationId,
      context,
    },
    () => ["retry"],
  );
  return act.run(acceptBspExceptionsUpdate, async () => {
    act.enter("checking");
    const { amount, documentNumbers } = await persistently((own) => own.checkAcceptance(input));
    await act.approve({
      act: "bsp_exception.accept",
      amount,
      reason,
      shown: { exceptions: exceptionIds, document_numbers: documentNumbers },
    });
    const result = await persistently((own) => own.commitAcceptance(input));
    act.enter("accepted");
    return result;
  });
}
