import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { DocumentStanding, GrantedQuote } from "../../domain/refund/stored-quote";
import type { quoteRefundInputSchema, quoteRefundResultSchema } from "./schemas/quote-refund";

export const quoteRefundType = "quoteRefund";
export type QuoteRefundInput = z.infer<typeof quoteRefundInputSchema>;
export type QuoteRefundResult = z.infer<typeof quoteRefundResultSchema>;

/** What a supplier would refund, and how its coupons stand. */
export interface RefundAtSupplierQuote {
  readonly granted: GrantedQuote;
  readonly standing: readonly DocumentStanding[];
}

/** Waits for the quote. */
export const quoteRefundUpdate = defineUpdate<
  QuoteRefundResult | null,
  [{ readonly operationId: string }]
>("quote");
