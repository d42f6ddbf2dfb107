import type { PartnerTransaction } from "../../../db/partner-scope";
import type { BilledMemo } from "../../../db/read/bsp-billings";
import type { MemoAct } from "../../../temporal/contract/memo";
import type { ApprovedRemittance } from "../../../temporal/contract/remit-to-bsp";
import { applyMemoAct } from "../../memo/act-on-memo";
import type { PlannedRemittance } from "./plan-remittance";

/** Memos that the billing has: those that are decided are settled with it, others are billed now. */
export async function actOnBilledMemos(
  transaction: PartnerTransaction,
  { documents, batchCode, posting }: PlannedRemittance,
  { context, orderedAt }: ApprovedRemittance,
): Promise<void> {
  const { eventDate } = posting;
  for (const { memo } of documents.map(({ transaction: billed }) => billed)) {
    const act = memo && actOf(memo, { batchCode, eventDate });
    if (memo !== undefined && act !== undefined) {
      await applyMemoAct(transaction, { memoId: memo.publicId, act, context }, orderedAt);
    }
  }
}

function actOf(
  { state, isBilled }: BilledMemo,
  { batchCode, eventDate }: { readonly batchCode: string; readonly eventDate: string },
): MemoAct | undefined {
  switch (state) {
    case "ACCEPTED":
    case "DISPUTE_ACCEPTED":
    case "DISPUTE_REJECTED":
      return { kind: "settle", settledOn: eventDate, reference: batchCode };
    case "RECEIVED":
    case "UNDER_REVIEW":
    case "DISPUTED":
      return isBilled ? undefined : { kind: "bill", billedOn: eventDate };
    case "SETTLED":
      return undefined;
  }
}
