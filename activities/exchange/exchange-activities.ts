import type { LedgerDependencies, SupplierDependencies } from "../dependencies";
import { createCheckExchange } from "./check-exchange";
import { createCommitExchange } from "./commit-exchange";
import { createExchangeAtSupplier } from "./exchange-at-supplier";
import { createQuoteExchangeAtSupplier } from "./quote-exchange-at-supplier";

export type ExchangeActivities = ReturnType<typeof createExchangeActivities>;
export type ExchangeSupplierActivities = ReturnType<typeof createExchangeSupplierActivities>;

/** Steps of an exchange in our own books. */
export function createExchangeActivities(dependencies: LedgerDependencies) {
  return {
    checkExchange: createCheckExchange(dependencies),
    commitExchange: createCommitExchange(dependencies),
  };
}

/** Steps of an exchange at the supplier: run on the supplier's own queue. */
export function createExchangeSupplierActivities(dependencies: SupplierDependencies) {
  return {
    exchangeAtSupplier: createExchangeAtSupplier(dependencies),
    quoteExchangeAtSupplier: createQuoteExchangeAtSupplier(dependencies),
  };
}
