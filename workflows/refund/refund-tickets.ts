import { proxyActivities } from "@temporalio/workflow";

import type { RefundSupplierActivities } from "../../activities/refund/refund-supplier-activities";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type {
  CheckedRefund,
  RefundAtSupplierResult,
  RefundTicketsInput,
  RefundTicketsResult,
} from "../../temporal/contract/refund-tickets";
import { refundUpdate } from "../../temporal/contract/refund-tickets";
import type { ActAttention, ActResolution } from "../../temporal/contract/ticket-act";
import { supplierStep } from "../local-first";
import { hearSupplier, type SilentSupplier } from "../ticket/hear-supplier";
import { TicketAct } from "../ticket/ticket-act";
import { RefundFollowing } from "./follow-refund";
import { refunds } from "./refund-activities";

const supplier = proxyActivities<RefundSupplierActivities>(supplierStep);

type Act = TicketAct<RefundTicketsResult>;

/**
 * Refunds tickets as they were quoted: tried on the books, approved as the policy wants, refunded
 * at the supplier, then one commit. After that it waits, for weeks, until the airline's part has
 * arrived and the customer has theirs.
 */
export function refundTickets(input: RefundTicketsInput): Promise<RefundTicketsResult> {
  const { partner, bookingId, operationId, context } = input;
  const act: Act = new TicketAct<RefundTicketsResult>(
    { act: "refund", partner, bookingId, operationId, context },
    actionsFor,
  );
  const following = new RefundFollowing(input);
  return act.run(refundUpdate, async () => {
    const result = await refund(act, input);
    following.begin();
    act.conclude(result);
    act.enter("payback_pending");
    await following.untilCompleted();
    act.enter("completed");
    return result;
  });
}

/** Retry: ask again. Adopt: they are refunded, somebody looked. Abandon: what stands is to stand. */
function actionsFor(reason: ActAttention["reason"]): readonly ActResolution["action"][] {
  return reason === "posting_refused" ? ["retry"] : ["retry", "adopt", "abandon"];
}

async function refund(act: Act, input: RefundTicketsInput): Promise<RefundTicketsResult> {
  try {
    act.enter("checking");
    const checked = await refunds.openRefund(input);
    await act.approve({
      act: "refund.create",
      amount: checked.amount,
      reason: input.reason,
      shown: { refund: input.refundId, ticket_numbers: checked.ticketNumbers },
    });
    await refunds.approveRefund(input);
    act.enter("refunding");
    const done = await refundAtSupplier(act, input, checked);
    act.enter("refunded_at_supplier");
    const result = await act.commit(() => refunds.commitRefund(input, done));
    act.enter("refunded");
    return result;
  } catch (error) {
    const refusal = findRefusal(error);
    if (refusal !== undefined) await refunds.closeRefund(input, refusal);
    throw error;
  }
}

/** Asks until all is refunded, the supplier has refused, or a person has decided. */
async function refundAtSupplier(
  act: Act,
  input: RefundTicketsInput,
  { ticketNumbers }: CheckedRefund,
): Promise<RefundAtSupplierResult> {
  for (;;) {
    const answer = await askSupplier(input);
    if (answer.kind === "answered" && answer.left.length === 0) return answer;
    const resolution = await act.attend(toAttention(answer));
    if (resolution?.action === "adopt") return { refunded: ticketNumbers, left: [] };
    if (resolution?.action === "abandon") return abandon(answer, resolution);
  }
}

type Answer = ({ readonly kind: "answered" } & RefundAtSupplierResult) | SilentSupplier;

function askSupplier(input: RefundTicketsInput): Promise<Answer> {
  return hearSupplier(async () => ({
    kind: "answered",
    ...(await supplier.refundAtSupplier(input)),
  }));
}

function toAttention(answer: Answer): ActAttention {
  return answer.kind === "silent"
    ? { reason: "supplier_silent", text: answer.message }
    : {
        reason: "refund_incomplete",
        text: `Refunded: ${answer.refunded.join(", ")}. Not refunded: ${answer.left
          .map(({ number, text }) => `${number} (${text})`)
          .join(", ")}.`,
      };
}

/** Some were refunded: those are booked. None was, as far as a person says: nothing is. */
function abandon(answer: Answer, { note }: ActResolution): RefundAtSupplierResult {
  if (answer.kind === "answered") return answer;
  throw refusalFailure("OPERATION_ABANDONED", `Given up, the tickets stand: ${note}`);
}
