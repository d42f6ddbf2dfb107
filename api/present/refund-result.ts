import type { z } from "@hono/zod-openapi";

import type {
  PayBackRefundResult,
  RefundTicketsResult,
} from "../../temporal/contract/refund-tickets";
import type { paybackOutcomeSchema } from "../schemas/refund";

/** What the operation of a refund came to; the refund itself goes on. */
export function presentRefundResult(result: RefundTicketsResult) {
  return {
    object: "refund",
    id: result.refundId,
    booking_id: result.bookingId,
    state: result.bookingState,
    ticket_numbers: [...result.ticketNumbers],
    left_ticket_numbers: [...result.leftNumbers],
    journal_entry_id: result.journalEntryId,
    payable: { ...result.payable },
    refunded_at: result.refundedAt,
  };
}

export function presentPayback(
  result: PayBackRefundResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof paybackOutcomeSchema> {
  return {
    object: "refund_payback",
    id: result.paybackId,
    livemode,
    operation_id: operationId,
    refund_id: result.refundId,
    refund_state: result.refundState,
    remaining: { ...result.remaining },
    credit_expires_on: result.creditExpiresOn,
    journal_entry_id: result.journalEntryId,
  };
}
