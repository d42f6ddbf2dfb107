import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type {
  rateFeedSchema,
  refreshExchangeRatesInputSchema,
  refreshExchangeRatesResultSchema,
} from "./schemas/refresh-exchange-rates";

export const refreshExchangeRatesType = "refreshExchangeRates";

export type RefreshExchangeRatesInput = z.infer<typeof refreshExchangeRatesInputSchema>;
export type RefreshExchangeRatesResult = z.infer<typeof refreshExchangeRatesResultSchema>;
export type RateFeedPayload = z.infer<typeof rateFeedSchema>;

/** Waits for the day's rates. */
export const refreshExchangeRatesUpdate = defineUpdate<
  RefreshExchangeRatesResult | null,
  [{ readonly operationId: string }]
>("refresh");
