import { TemporalFailure } from "@temporalio/workflow";

import type { QuoteExchangeInput, QuoteExchangeResult } from "../../temporal/contract/exchange";
import { quoteExchangeUpdate } from "../../temporal/contract/exchange";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import { TicketAct } from "../ticket/ticket-act";
import { quoting } from "./exchange-activities";

/** Asks a supplier what an exchange costs and keeps the quote: nothing is changed. */
export function quoteExchange(input: QuoteExchangeInput): Promise<QuoteExchangeResult> {
  const { partner, bookingId, operationId, context } = input;
  const act = new TicketAct<QuoteExchangeResult>(
    { act: "exchange_quote", partner, bookingId, operationId, context },
    () => [],
  );
  return act.run(quoteExchangeUpdate, async () => {
    act.enter("quoting");
    try {
      return await quoting.quoteExchangeAtSupplier(input);
    } catch (error) {
      if (!(error instanceof TemporalFailure) || findRefusal(error) !== undefined) throw error;
      throw refusalFailure(
        "SUPPLIER_UNAVAILABLE",
        "The supplier could not be reached. Try again later.",
      );
    }
  });
}
