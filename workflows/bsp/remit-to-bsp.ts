import { proxyActivities } from "@temporalio/workflow";

import type { RemittanceActivities } from "../../activities/bsp/remittance/remittance-activities";
import type { RemitToBspInput, RemitToBspResult } from "../../temporal/contract/remit-to-bsp";
import { remitToBspUpdate } from "../../temporal/contract/remit-to-bsp";
import { TicketAct } from "../ticket/ticket-act";

/** A billing may have a hundred thousand documents. */
const remittances = proxyActivities<RemittanceActivities>({
  startToCloseTimeout: "10 minutes",
  heartbeatTimeout: "15 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "10 seconds" },
});

/**
 * Pays a billing of BSP: tried on the books, approved as the policy of the act wants, the order for
 * the bank kept, and one commit that posts the payment and names the order. What is paid is what
 * was approved, or nothing.
 */
export function remitToBsp(input: RemitToBspInput): Promise<RemitToBspResult> {
  const { partner, remittanceId, operationId, billing, context } = input;
  const act = new TicketAct<RemitToBspResult>(
    {
      act: "remittance",
      partner,
      bookingId: null,
      about: { type: "bsp_remittance", id: remittanceId },
      operationId,
      context,
    },
    () => ["retry"],
  );
  return act.run(remitToBspUpdate, async () => {
    act.enter("checking");
    const checked = await remittances.checkRemittance(input);
    await act.approve({
      act: "bsp.remit",
      amount: checked.remitted,
      shown: {
        batch: checked.batchCode,
        remittance_ends_on: billing.endsOn,
        documents: String(checked.documents),
        payee: checked.payee,
      },
    });
    act.enter("ordering");
    const approved = { ...input, checked, orderedAt: new Date().toISOString() };
    const file = checked.bankDetailsId === null ? null : await remittances.storeBankFile(approved);
    const result = await remittances.commitRemittance(approved, file);
    act.enter("ordered");
    return result;
  });
}
