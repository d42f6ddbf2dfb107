import { postJournalEntries } from "../../db/journal/post-journal-entries";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toMoney } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { succeedOperation } from "../../db/write/operations";
import type { RefundRow } from "../../db/write/refunds";
import { changeRefund, lockRefund } from "../../db/write/refunds";
import { dayIn } from "../../domain/calendar";
import { invariant } from "../../domain/invariant";
import type { Money } from "../../domain/money";
import {
  add,
  formatAmount,
  isSameMoney,
  parseMoney,
  subtract,
  toMoneyJson,
} from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type {
  PayBackRefundInput,
  PayBackRefundResult,
} from "../../temporal/contract/refund-tickets";
import { toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { LedgerDependencies } from "../dependencies";
import { completion, tell } from "./follow-refund";
import { planPayback } from "./plan-payback";

/** Tries a payback before it is approved: what is not to be paid back is refused by name. */
export function createCheckPayback({ openPartner, now, observer }: LedgerDependencies) {
  return async function checkPayback(input: PayBackRefundInput): Promise<void> {
    const scope = await openPartner(input.partner);
    const at = now();
    await inTransaction(
      scope,
      async (transaction) => {
        const refund = await lockRefund(transaction, input.refundId);
        assertPayable(refund, parseMoney(input.amount));
        const { timeZone } = await getPartner(transaction);
        await planPayback(transaction, refund, input, dayIn(timeZone, at));
      },
      observer,
    );
  };
}

/**
 * The one commit of a payback: its entry, the row, what is left of the refund, events and the
 * operation's result. Never more than what stands for the customer, however many ask at once. Run
 * again, it finds its operation's result.
 */
export function createCommitPayback({ openPartner, now, observer }: LedgerDependencies) {
  return async function commitPayback(input: PayBackRefundInput): Promise<PayBackRefundResult> {
    const scope = await openPartner(input.partner);
    const at = now();
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<PayBackRefundResult>(transaction, input.operationId)) ??
        commit(transaction, input, at),
      observer,
    );
  };
}

async function commit(
  transaction: PartnerTransaction,
  input: PayBackRefundInput,
  instant: string,
): Promise<PayBackRefundResult> {
  const at = toDateTime(instant);
  const refund = await lockRefund(transaction, input.refundId);
  const amount = parseMoney(input.amount);
  assertPayable(refund, amount);
  const partner = await getPartner(transaction);
  const paidOn = dayIn(partner.timeZone, instant);
  const { posting, creditExpiresOn } = await planPayback(transaction, refund, input, paidOn);
  const facts = {
    refund_id: input.refundId,
    payback_id: input.paybackId,
    means: input.means.kind,
    amount: { ...input.amount },
    reference: input.reference,
  };
  const [entry] = await postJournalEntries(transaction, [posting], {
    partner,
    context: toActContext(input.context),
    at,
    auditEvents: [
      {
        type: "refund.paid_back",
        targetType: "booking",
        targetId: input.bookingId,
        payload: facts,
      },
    ],
  });
  invariant(entry !== undefined, "a payback has its entry");
  await transaction.db
    .insertInto("refund_paybacks")
    .values({
      public_id: input.paybackId,
      refund_id: refund.refund_id,
      payback_kind: input.means.kind,
      currency: amount.currency,
      payback_amount: formatAmount(amount),
      paid_on: paidOn,
      payment_reference: input.reference,
      credit_expires_on: creditExpiresOn,
      posting_key: posting.postingKey,
      created_at: at,
    })
    .execute();
  const paidBack = add(toMoney(refund.paid_back_amount, refund.currency), amount);
  const payable = toMoney(refund.payable_amount, refund.currency);
  const isOver = isSameMoney(paidBack, payable) && refund.settlement_kind !== null;
  const change = { paid_back_amount: formatAmount(paidBack), ...completion(isOver, at) };
  await changeRefund(transaction, refund, change, at);
  const paid = { payback_id: input.paybackId, amount: input.amount.amount };
  await tell(transaction, { refund, type: "payment.refunded", payload: paid, at });
  if (isOver) await tell(transaction, { refund, type: "refund.completed", payload: {}, at });
  const result: PayBackRefundResult = {
    paybackId: input.paybackId,
    refundId: input.refundId,
    bookingId: input.bookingId,
    refundState: isOver ? "COMPLETED" : refund.state,
    remaining: { ...toMoneyJson(subtract(payable, paidBack)) },
    creditExpiresOn,
    journalEntryId: entry.publicId,
  };
  const { operationId } = input;
  await succeedOperation(transaction, operationId, { stage: "paid_back", result, at });
  return result;
}

function assertPayable(refund: RefundRow, amount: Money): void {
  if (refund.state !== "PAYBACK_PENDING") {
    throw new Refusal("REFUND_STATE_INVALID", `A refund in ${refund.state} is not paid back.`, {
      state: refund.state,
    });
  }
  if (amount.currency !== refund.currency) {
    throw new Refusal("CURRENCY_MISMATCH", `The refund is in ${refund.currency}.`, {
      currency: amount.currency,
      expected: refund.currency,
    });
  }
  const left = subtract(
    toMoney(refund.payable_amount, refund.currency),
    toMoney(refund.paid_back_amount, refund.currency),
  );
  if (amount.minor > left.minor) {
    throw new Refusal("OVER_APPLIED", "No more can be paid back than stands for the customer.", {
      remaining: formatAmount(left),
      currency: refund.currency,
    });
  }
}
