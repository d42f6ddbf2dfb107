import { getStoredEntry } from "../../../db/journal/get-stored-entry";
import type { PostedEntry } from "../../../db/journal/post-journal-entries";
import { postJournalEntry } from "../../../db/journal/post-journal-entry";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import type { RemittanceRow } from "../../../db/read/bsp-remittances";
import { findRemittanceRow } from "../../../db/read/bsp-remittances";
import { getPartner } from "../../../db/read/get-partner";
import { lockSupplier } from "../../../db/read/suppliers";
import { inTransaction } from "../../../db/transaction";
import { insertRejection } from "../../../db/write/bsp-remittances";
import { reopenSettledMemos } from "../../../db/write/memos";
import { succeedOperation } from "../../../db/write/operations";
import { dayIn } from "../../../domain/calendar";
import { reverseEntry } from "../../../domain/journal/reverse-entry";
import type {
  RejectRemittanceInput,
  RejectRemittanceResult,
} from "../../../temporal/contract/reject-remittance";
import { toActContext } from "../../act-context";
import { findOperationResult } from "../../books/find-operation-result";
import { keepHeartbeating } from "../../heartbeat";
import type { RemittanceDependencies } from "./remittance-activities";
import { tellOfRemittance } from "./tell-of-remittance";

/**
 * The one commit of a rejection: the exact mirror of the payment's entry, on the day it is taken
 * down, the rejection, the memos that were settled with it, audit, events and the operation's
 * result, or none of them. From then on its documents are due again. Run again, it finds its
 * operation's result; a payment that was taken back before is refused (`ENTRY_ALREADY_REVERSED`).
 */
export function createRejectRemittance({ openPartner, now, observer }: RemittanceDependencies) {
  return function rejectRemittance(input: RejectRemittanceInput): Promise<RejectRemittanceResult> {
    return keepHeartbeating(async () => {
      const scope = await openPartner(input.partner);
      const instant = now();
      return inTransaction(
        scope,
        async (transaction) =>
          (await findOperationResult<RejectRemittanceResult>(transaction, input.operationId)) ??
          reject(transaction, input, instant),
        observer,
      );
    });
  };
}

async function reject(
  transaction: PartnerTransaction,
  input: RejectRemittanceInput,
  instant: string,
): Promise<RejectRemittanceResult> {
  const at = toDateTime(instant);
  const { remittanceId, operationId, reasonCode, reason } = input;
  const found = await findRemittanceRow(transaction, remittanceId);
  // What pays its billing anew waits for the same lock.
  await lockSupplier(transaction, found.payee_public_id);
  const entry = await mirror(transaction, found, { input, instant });
  await insertRejection(transaction, {
    bsp_remittance_id: found.bsp_remittance_id,
    reason_code: reasonCode,
    reason_text: reason,
    journal_entry_id: entry.journalEntryId,
    operation_public_id: operationId,
    created_at: at,
  });
  await reopenSettledMemos(transaction, found.batch_code, at);
  const result = { remittanceId, journalEntryId: entry.publicId };
  const payload = { batch_code: found.batch_code, reason_code: reasonCode };
  await tellOfRemittance(transaction, result, { type: "rejected", at, payload });
  await succeedOperation(transaction, operationId, { stage: "rejected", result, at });
  return result;
}

async function mirror(
  transaction: PartnerTransaction,
  { journal_entry_id: paymentId, batch_code: batchCode }: RemittanceRow,
  { input, instant }: { readonly input: RejectRemittanceInput; readonly instant: string },
): Promise<PostedEntry> {
  const { remittanceId, reasonCode, context } = input;
  const partner = await getPartner(transaction);
  const payment = await getStoredEntry(transaction, paymentId);
  const audited = {
    type: "bsp_remittance.rejected",
    targetType: "bsp_remittance",
    targetId: remittanceId,
    payload: { batch_code: batchCode, reason_code: reasonCode },
  };
  return postJournalEntry(
    transaction,
    {
      ...reverseEntry(payment),
      postingKey: `bsp-remittance-rejection:${batchCode}`,
      sourceType: "reversal",
      sourceId: remittanceId,
      eventDate: dayIn(partner.timeZone, instant),
      description: `BSP remittance ${batchCode} rejected by the bank (${reasonCode})`,
    },
    { partner, context: toActContext(context), at: toDateTime(instant), auditEvents: [audited] },
  );
}
