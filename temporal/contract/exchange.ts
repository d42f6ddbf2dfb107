import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { ExchangedJourney } from "../../domain/exchange/match-exchanged";
import type { MoneyJson } from "../../domain/money";
import type {
  exchangeTicketsInputSchema,
  exchangeTicketsResultSchema,
  quoteExchangeInputSchema,
  quoteExchangeResultSchema,
} from "./schemas/exchange";

export const quoteExchangeType = "quoteExchange";
export type QuoteExchangeInput = z.infer<typeof quoteExchangeInputSchema>;
export type QuoteExchangeResult = z.infer<typeof quoteExchangeResultSchema>;

export const exchangeTicketsType = "exchangeTickets";
export type ExchangeTicketsInput = z.infer<typeof exchangeTicketsInputSchema>;
export type ExchangeTicketsResult = z.infer<typeof exchangeTicketsResultSchema>;

/** What the supplier has made of an exchange. */
export type ExchangeAtSupplierResult =
  | {
      readonly kind: "exchanged";
      /** False where none of our requests explains it: somebody exchanged in the GDS itself. */
      readonly isOurs: boolean;
      readonly journey: ExchangedJourney;
    }
  /** Exchanged, and the reservation does not show one new ticket for each old one. */
  | { readonly kind: "unmatched"; readonly numbers: readonly string[] };

/** What is exchanged, tried on the books. */
export interface CheckedExchange {
  /** What is collected or given back in all, never negative. */
  readonly amount: MoneyJson;
  readonly ticketNumbers: readonly string[];
}

/** Waits for the quote. */
export const quoteExchangeUpdate = defineUpdate<
  QuoteExchangeResult | null,
  [{ readonly operationId: string }]
>("quote");

/** Waits for the exchange and its entry, or until a person must decide (null). */
export const exchangeUpdate = defineUpdate<
  ExchangeTicketsResult | null,
  [{ readonly operationId: string }]
>("exchange");
