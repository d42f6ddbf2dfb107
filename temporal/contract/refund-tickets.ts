import { defineSignal, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { MoneyJson } from "../../domain/money";
import type { RequestContext } from "./payloads";
import type {
  payBackRefundInputSchema,
  payBackRefundResultSchema,
  refundTicketsInputSchema,
  refundTicketsResultSchema,
} from "./schemas/refund-tickets";

export const refundTicketsType = "refundTickets";
export type RefundTicketsInput = z.infer<typeof refundTicketsInputSchema>;
export type RefundTicketsResult = z.infer<typeof refundTicketsResultSchema>;

/** What the supplier is to refund, tried on the books. */
export interface CheckedRefund {
  /** What the customer gets. */
  readonly amount: MoneyJson;
  readonly ticketNumbers: readonly string[];
}

export interface RefundAtSupplierResult {
  readonly refunded: readonly string[];
  readonly left: readonly { readonly number: string; readonly text: string }[];
}

/** How the airline's part of a refund arrived: in a BSP file, or paid. */
export interface RefundSettlement {
  readonly kind: "bsp" | "direct";
  /** Of the file or payment. */
  readonly reference: string | null;
  /** `YYYY-MM-DD`. */
  readonly settledOn: string;
  readonly reason: string;
  readonly context: RequestContext;
}

/** Where a refund that was booked stands, and in how many milliseconds somebody is asked; null: never. */
export interface RefundStanding {
  readonly isCompleted: boolean;
  readonly remindInMs: number | null;
}

/** Waits for the refund and its entry, or until people must decide (null). */
export const refundUpdate = defineUpdate<
  RefundTicketsResult | null,
  [{ readonly operationId: string }]
>("refund");

/** Says that the airline's part has arrived, and waits for that to be written down. */
export const settleRefundUpdate = defineUpdate<RefundStanding, [RefundSettlement]>("settleRefund");

/** The same for whoever does not wait: an import of the BSP's files. */
export const refundSettled = defineSignal<[RefundSettlement]>("refundSettled");

/** Told that something was paid back: how the refund stands is read from the books. */
export const refundChanged = defineSignal("refundChanged");

export const payBackRefundType = "payBackRefund";
export type PayBackRefundInput = z.infer<typeof payBackRefundInputSchema>;
export type PayBackRefundResult = z.infer<typeof payBackRefundResultSchema>;

/** Waits for the payback and its entry, or until people must decide (null). */
export const payBackRefundUpdate = defineUpdate<
  PayBackRefundResult | null,
  [{ readonly operationId: string }]
>("payBack");
