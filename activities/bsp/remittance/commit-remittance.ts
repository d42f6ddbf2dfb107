import type { PostedEntry } from "../../../db/journal/post-journal-entries";
import { postJournalEntry } from "../../../db/journal/post-journal-entry";
import { newId } from "../../../db/new-id";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { attemptKey, countAttempts } from "../../../db/read/bsp-remittances";
import { lockSupplier } from "../../../db/read/suppliers";
import { inTransaction } from "../../../db/transaction";
import { insertRemittance } from "../../../db/write/bsp-remittances";
import { succeedOperation } from "../../../db/write/operations";
import { executionDay, expectedOf } from "../../../domain/bsp/remittance";
import { dayIn } from "../../../domain/calendar";
import { formatAmount, isSameMoney, parseMoney, toMoneyJson } from "../../../domain/money";
import { Refusal } from "../../../domain/refusal";
import type {
  ApprovedRemittance,
  CheckedRemittance,
  RemitToBspResult,
  StoredBankFile,
} from "../../../temporal/contract/remit-to-bsp";
import { toActContext } from "../../act-context";
import { findOperationResult } from "../../books/find-operation-result";
import { keepHeartbeating } from "../../heartbeat";
import { actOnBilledMemos } from "./act-on-billed-memos";
import type { PlannedRemittance } from "./plan-remittance";
import { planRemittance } from "./plan-remittance";
import type { RemittanceDependencies } from "./remittance-activities";
import { tellOfRemittance } from "./tell-of-remittance";

/**
 * The one commit of a remittance: the payment's entry, the documents that it settles, the file that
 * orders it, the memos among them, audit, events and the operation's result, or none of them. Run
 * again, it finds its operation's result. Where it is refused, nothing names the file: it is removed.
 */
export function createCommitRemittance(dependencies: RemittanceDependencies) {
  const { openPartner, documents, observer } = dependencies;
  return function commitRemittance(
    input: ApprovedRemittance,
    file: StoredBankFile | null,
  ): Promise<RemitToBspResult> {
    return keepHeartbeating(async () => {
      const scope = await openPartner(input.partner);
      try {
        return await inTransaction(
          scope,
          async (transaction) =>
            (await findOperationResult<RemitToBspResult>(transaction, input.operationId)) ??
            commit(transaction, input, file),
          observer,
        );
      } catch (error) {
        if (error instanceof Refusal && file !== null) await documents.remove(file.storageKey);
        throw error;
      }
    });
  };
}

async function commit(
  transaction: PartnerTransaction,
  input: ApprovedRemittance,
  file: StoredBankFile | null,
): Promise<RemitToBspResult> {
  const at = toDateTime(input.orderedAt);
  // Its bank details change under the same lock.
  await lockSupplier(transaction, input.payeeId);
  const plan = await planRemittance(transaction, input, input.orderedAt);
  assertAsApproved(plan, input.checked);
  const entry = await post(transaction, input, { plan, file, at });
  const document = file && (await insertBankFile(transaction, plan, file));
  const numbers = plan.documents.map(({ transaction: { documentNumber } }) => documentNumber);
  const attempts = await countAttempts(transaction, [...new Set(numbers)]);
  await insertRemittance(transaction, toRows(input, { plan, entry, document, attempts }));
  await actOnBilledMemos(transaction, plan, input);
  const result: RemitToBspResult = {
    remittanceId: input.remittanceId,
    batchCode: plan.batchCode,
    remitted: { ...toMoneyJson(plan.remitted) },
    journalEntryId: entry.publicId,
    documentId: document?.publicId ?? null,
  };
  await tellOfRemittance(transaction, result, {
    type: "ordered",
    at,
    payload: { batch_code: result.batchCode },
  });
  await succeedOperation(transaction, input.operationId, { stage: "ordered", result, at });
  return result;
}

/** People approved an amount and a payee: another one is asked for anew. */
function assertAsApproved(plan: PlannedRemittance, checked: CheckedRemittance): void {
  const isSame =
    isSameMoney(plan.remitted, parseMoney(checked.remitted)) &&
    plan.documents.length === checked.documents &&
    plan.bankDetailsId === checked.bankDetailsId &&
    plan.batchCode === checked.batchCode;
  if (isSame) return;
  throw new Refusal(
    "BSP_BILLING_CHANGED",
    "The billing, or where it is paid to, is another one than was approved. Ask again.",
    { approved: checked.remitted.amount, now: formatAmount(plan.remitted) },
  );
}

interface Ordered {
  readonly plan: PlannedRemittance;
  readonly file: StoredBankFile | null;
  readonly at: string;
}

function post(
  transaction: PartnerTransaction,
  { context, remittanceId, billing }: ApprovedRemittance,
  { plan, file, at }: Ordered,
): Promise<PostedEntry> {
  const audited = {
    type: "bsp_remittance.ordered",
    targetType: "bsp_remittance",
    targetId: remittanceId,
    payload: {
      batch_code: plan.batchCode,
      ...billing,
      remitted: toMoneyJson(plan.remitted).amount,
      documents: plan.documents.length,
      payee_id: plan.payee.publicId,
      sha256: file?.sha256 ?? null,
    },
  };
  return postJournalEntry(transaction, plan.posting, {
    partner: plan.partner,
    context: toActContext(context),
    at,
    auditEvents: [audited],
  });
}

interface NamedDocument {
  readonly rowId: number;
  readonly publicId: string;
}

async function insertBankFile(
  { db }: PartnerTransaction,
  { batchCode }: PlannedRemittance,
  { storageKey, sha256, byteSize }: StoredBankFile,
): Promise<NamedDocument> {
  const publicId = newId("document");
  const { insertId } = await db
    .insertInto("documents")
    .values({
      public_id: publicId,
      document_type: "bank_file",
      file_name: `${batchCode}.xml`,
      content_type: "application/xml",
      byte_size: byteSize,
      sha256,
      storage_key: storageKey,
    })
    .executeTakeFirstOrThrow();
  return { rowId: Number(insertId), publicId };
}

function toRows(
  { remittanceId, operationId, billing, paysOn, orderedAt }: ApprovedRemittance,
  {
    plan,
    entry,
    document,
    attempts,
  }: {
    readonly plan: PlannedRemittance;
    readonly entry: PostedEntry;
    readonly document: NamedDocument | null;
    /** How often each was in a remittance before, which the bank has rejected. */
    readonly attempts: ReadonlyMap<string, number>;
  },
) {
  const today = dayIn(plan.partner.timeZone, orderedAt);
  return {
    remittance: {
      public_id: remittanceId,
      batch_code: plan.batchCode,
      market: billing.market,
      remittance_ends_on: billing.endsOn,
      currency: billing.currency,
      remitted_amount: formatAmount(plan.remitted),
      document_count: plan.documents.length,
      supplier_id: plan.payee.supplierId,
      supplier_bank_detail_id: plan.bankDetailsId,
      document_id: document?.rowId ?? null,
      pays_on: executionDay(paysOn, today),
      journal_entry_id: entry.journalEntryId,
      operation_public_id: operationId,
    },
    documents: plan.documents.map(({ transaction, settled }) => ({
      bsp_staged_transaction_id: transaction.stagedId,
      document_number: transaction.documentNumber,
      transaction_code: transaction.code,
      occurrence: transaction.occurrence,
      attempt: 1 + (attempts.get(attemptKey(transaction)) ?? 0),
      supplier_id: settled.supplierId,
      currency: billing.currency,
      billed_amount: formatAmount(settled.billed),
      expected_amount: formatAmount(expectedOf(settled)),
      difference_is_disputed: settled.difference === "disputed" ? 1 : 0,
    })),
  };
}
