import type { ActOnMemoInput, ActOnMemoResult } from "../../temporal/contract/memo";
import { actOnMemoUpdate } from "../../temporal/contract/memo";
import { TicketAct } from "../ticket/ticket-act";
import { memos } from "./memo-activities";

/**
 * Decides on an airline's memo: tried on the books, approved as the policy of the act wants, one
 * commit. Nobody outside is asked, so what the business refuses ends it.
 */
export function actOnMemo(input: ActOnMemoInput): Promise<ActOnMemoResult> {
  const { partner, memoId, operationId, context } = input;
  const act = new TicketAct<ActOnMemoResult>(
    {
      act: "memo",
      partner,
      bookingId: null,
      about: { type: "memo", id: memoId },
      operationId,
      context,
    },
    () => ["retry"],
  );
  return act.run(actOnMemoUpdate, async () => {
    act.enter("checking");
    const { approval, documentNumber } = await memos.checkMemoAct(input);
    if (approval !== null) {
      await act.approve({
        ...approval,
        shown: { memo: memoId, document_number: documentNumber, decision: input.act.kind },
      });
    }
    const result = await memos.commitMemoAct(input);
    act.enter("decided");
    return result;
  });
}
