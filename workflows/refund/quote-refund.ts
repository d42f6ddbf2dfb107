import { proxyActivities, TemporalFailure } from "@temporalio/workflow";

import type { RefundSupplierActivities } from "../../activities/refund/refund-supplier-activities";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type {
  QuoteRefundInput,
  QuoteRefundResult,
  RefundAtSupplierQuote,
} from "../../temporal/contract/quote-refund";
import { quoteRefundUpdate } from "../../temporal/contract/quote-refund";
import { runOperation } from "../books/run-operation";
import { refunds } from "./refund-activities";

/** Asking is harmless to repeat; a supplier that stays silent ends it. */
const supplier = proxyActivities<RefundSupplierActivities>({
  startToCloseTimeout: "1 minute",
  scheduleToCloseTimeout: "3 minutes",
  heartbeatTimeout: "6 seconds",
  retry: {
    initialInterval: "500 milliseconds",
    maximumInterval: "10 seconds",
  },
});

/** Has the supplier say what it would refund, and keeps what the customer would get. */
export function quoteRefund(input: QuoteRefundInput): Promise<QuoteRefundResult> {
  return runOperation(quoteRefundUpdate, input, async () =>
    refunds.storeRefundQuote(input, await askSupplier(input)),
  );
}

async function askSupplier(input: QuoteRefundInput): Promise<RefundAtSupplierQuote> {
  try {
    return await supplier.quoteRefundAtSupplier(input);
  } catch (error) {
    if (!(error instanceof TemporalFailure) || findRefusal(error) !== undefined) throw error;
    throw refusalFailure(
      "SUPPLIER_UNAVAILABLE",
      "The supplier could not be reached. Try again later.",
    );
  }
}
