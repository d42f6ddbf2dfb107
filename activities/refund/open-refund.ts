import { activityInfo } from "@temporalio/activity";
import type { Insertable } from "kysely";

import type { Database } from "../../db/generated/database";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import { writeOutbox } from "../../db/write/outbox";
import { changeRefund, findLockedRefund, lockRefund } from "../../db/write/refunds";
import { invariant } from "../../domain/invariant";
import { formatAmount, toMoneyJson } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { CheckedRefund, RefundTicketsInput } from "../../temporal/contract/refund-tickets";
import { currentTraceparent, toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import type { CheckedOnTheBooks } from "./check-refund";
import { checkOnTheBooks } from "./check-refund";

/**
 * Takes up a refund, tried on the books: it waits for approval. One is at work on a booking at a
 * time (`OPERATION_IN_PROGRESS`), a quote is taken once (`REFUND_STATE_INVALID`) and until it
 * expires (`REFUND_QUOTE_EXPIRED`). Safe to repeat.
 */
export function createOpenRefund({ openPartner, now, observer }: LedgerDependencies) {
  return async function openRefund(input: RefundTicketsInput): Promise<CheckedRefund> {
    const scope = await openPartner(input.partner);
    const at = now();
    return inTransaction(
      scope,
      async (transaction) => {
        const checked = await checkOnTheBooks(transaction, input, at);
        const opened = await findLockedRefund(transaction, input.refundId);
        if (opened === undefined) await open(transaction, input, checked, at);
        return toCheckedRefund(checked);
      },
      observer,
    );
  };
}

/** The policy's people have approved, or nobody was asked: checked again, it goes to the supplier. */
export function createApproveRefund({ openPartner, now, observer }: LedgerDependencies) {
  return async function approveRefund(input: RefundTicketsInput): Promise<void> {
    const scope = await openPartner(input.partner);
    const at = now();
    await inTransaction(
      scope,
      async (transaction) => {
        await checkOnTheBooks(transaction, input, at);
        const refund = await lockRefund(transaction, input.refundId);
        if (refund.state !== "PENDING_APPROVAL") return;
        await changeRefund(transaction, refund, { state: "APPROVED" }, toDateTime(at));
      },
      observer,
    );
  };
}

function toCheckedRefund({ plan, tickets }: CheckedOnTheBooks): CheckedRefund {
  return {
    amount: toMoneyJson(plan.customer),
    ticketNumbers: tickets.map(({ ticket }) => ticket.number),
  };
}

async function open(
  transaction: PartnerTransaction,
  input: RefundTicketsInput,
  { booking, record, plan, tickets }: CheckedOnTheBooks,
  instant: string,
): Promise<void> {
  const at = toDateTime(instant);
  if (Date.parse(record.expiresAt) <= Date.parse(instant)) {
    throw new Refusal("REFUND_QUOTE_EXPIRED", "The quote has expired: ask for a new one.", {
      quote_id: record.publicId,
      expired_at: record.expiresAt,
    });
  }
  const { workflowExecution } = activityInfo();
  invariant(workflowExecution !== undefined, "a refund is opened by its workflow");
  const refundId = await insertRefund(transaction, {
    public_id: input.refundId,
    refund_quote_id: record.refundQuoteId,
    booking_id: booking.bookingId,
    customer_id: booking.customer.customerId,
    branch_id: booking.branchId,
    refund_kind: record.kind,
    state: "PENDING_APPROVAL",
    refund_reason: input.reason,
    open_booking: booking.publicId,
    currency: booking.currency,
    customer_amount: formatAmount(plan.customer),
    workflow_id: workflowExecution.workflowId,
    created_at: at,
  });
  await writeHistory(transaction, { table: "refunds", ids: [refundId], type: "INSERT", at });
  const facts = {
    refund_id: input.refundId,
    booking_id: booking.publicId,
    booking_ref: booking.reference,
    kind: record.kind,
    ticket_numbers: tickets.map(({ ticket }) => ticket.number),
  };
  await writeAudit(
    transaction,
    toActContext(input.context),
    [
      {
        type: "refund.requested",
        targetType: "booking",
        targetId: booking.publicId,
        payload: { ...facts, reason: input.reason },
      },
    ],
    at,
  );
  await writeOutbox(
    transaction,
    [
      {
        type: "refund.requested",
        aggregateType: "refund",
        aggregateId: input.refundId,
        payload: facts,
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
}

async function insertRefund(
  { db }: PartnerTransaction,
  row: Omit<Insertable<Database["refunds"]>, "partner_id">,
): Promise<number> {
  try {
    const { insertId } = await db.insertInto("refunds").values(row).executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (isDuplicateKey(error, "uq_refunds_open_booking")) {
      throw new Refusal(
        "OPERATION_IN_PROGRESS",
        "Another refund of this booking is under way. Follow that one.",
      );
    }
    if (!isDuplicateKey(error, "uq_refunds_quote")) throw error;
    throw new Refusal("REFUND_STATE_INVALID", "The quote has been taken: ask for a new one.");
  }
}
