import { getExternalWorkflowHandle, TemporalFailure } from "@temporalio/workflow";

import type {
  PayBackRefundInput,
  PayBackRefundResult,
} from "../../temporal/contract/refund-tickets";
import { payBackRefundUpdate, refundChanged } from "../../temporal/contract/refund-tickets";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { TicketAct } from "../ticket/ticket-act";
import { paybacks } from "./refund-activities";

/**
 * Pays a refund back to the customer, all of it or a part: tried on the books, approved as the
 * policy of payouts wants, one commit. The money itself goes by the drawer, the bank or the gateway.
 */
export function payBackRefund(input: PayBackRefundInput): Promise<PayBackRefundResult> {
  const { partner, refundId, bookingId, operationId, context } = input;
  const act = new TicketAct<PayBackRefundResult>(
    { act: "payback", partner, bookingId, operationId, context },
    () => ["retry"],
  );
  return act.run(payBackRefundUpdate, async () => {
    act.enter("checking");
    await paybacks.checkPayback(input);
    await act.approve({
      act: "payout.create",
      amount: input.amount,
      shown: { refund: refundId, means: input.means.kind },
    });
    const result = await paybacks.commitPayback(input);
    act.enter("paid_back");
    await tellRefund(workflowIds.refundTickets(partner, refundId));
    return result;
  });
}

/** It reads the books by itself; one that was ended by an operator has nothing to be told. */
async function tellRefund(workflowId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(refundChanged);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
  }
}
