import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import { getParty } from "../../db/read/get-party";
import { getSupplier } from "../../db/read/suppliers";
import { writeAudit } from "../../db/write/audit";
import { insertMemo } from "../../db/write/memos";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import type { MemoCause, MemoKind } from "../../domain/memo/memo";
import type { Money } from "../../domain/money";
import { formatAmount, subtract, toMoneyJson } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { findTicketOf, linkOf } from "./find-ticket";

export interface NewMemo {
  readonly kind: MemoKind;
  /** Public id of the airline. */
  readonly supplierId: string;
  readonly documentNumber: string;
  readonly ticketNumber: string | null;
  readonly cause: MemoCause;
  readonly causeText: string | null;
  /** In all, commission included. */
  readonly amount: Money;
  readonly commission: Money;
  /** `YYYY-MM-DD` */
  readonly issuedOn: string;
  /** RFC 3339: until then it may be disputed. */
  readonly disputeDeadlineAt: string;
  /** File and row of a BSP file; null: entered by hand. */
  readonly stagedReference: string | null;
  /** The day on which BSP billed it; null where it has not. */
  readonly billedOn: string | null;
}

/**
 * Takes up an airline's memo; returns its public id. One whose ticket we do not know stays unlinked
 * until somebody has looked for it. Refuses a number that is here already (`DUPLICATE_CODE`).
 */
export async function receiveMemo(
  transaction: PartnerTransaction,
  memo: NewMemo,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  assertParts(memo);
  const supplier = await getSupplier(transaction, memo.supplierId);
  const ticket = await findTicketOf(transaction, supplier.supplierId, memo.ticketNumber);
  const { userId } = await getParty(transaction, context.actor);
  const publicId = newId("memo");
  await insertMemo(
    transaction,
    {
      public_id: publicId,
      supplier_id: supplier.supplierId,
      ...linkOf(ticket),
      memo_kind: memo.kind,
      document_number: memo.documentNumber,
      staged_reference: memo.stagedReference,
      ticket_number: memo.ticketNumber,
      cause: memo.cause,
      cause_text: memo.causeText,
      currency: memo.amount.currency,
      memo_amount: formatAmount(memo.amount),
      commission_amount: formatAmount(memo.commission),
      issued_on: memo.issuedOn,
      dispute_deadline_at: toDateTime(memo.disputeDeadlineAt),
      billed_on: memo.billedOn,
      state: "RECEIVED",
      workflow_id: workflowIds.followMemo(transaction.partner, publicId),
      created_by_user_id: userId,
      created_at: at,
    },
    at,
  );
  const facts = {
    memo_id: publicId,
    kind: memo.kind,
    document_number: memo.documentNumber,
    supplier_id: supplier.publicId,
    amount: { ...toMoneyJson(memo.amount) },
    linked: ticket !== undefined,
  };
  const target = { targetType: "memo", targetId: publicId };
  const event = { type: "memo.received", payload: facts };
  await writeAudit(transaction, context, [{ ...event, ...target }], at);
  await writeOutbox(transaction, [{ ...event, aggregateType: "memo", aggregateId: publicId }], {
    at,
  });
  return publicId;
}

function assertParts({ amount, commission, issuedOn, disputeDeadlineAt }: NewMemo): void {
  const expense = subtract(amount, commission);
  if (amount.minor <= 0n || commission.minor < 0n || expense.minor < 0n) {
    throw new Refusal(
      "AMOUNT_INVALID",
      "A memo is of more than nothing, its commission within it.",
    );
  }
  if (disputeDeadlineAt.slice(0, 10) < issuedOn) {
    throw new Refusal("MEMO_DEADLINE_PASSED", "The deadline lies before the memo was issued.", {
      issued_on: issuedOn,
      dispute_deadline_at: toInstant(toDateTime(disputeDeadlineAt)),
    });
  }
}
