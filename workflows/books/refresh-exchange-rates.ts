import { isCancellation, proxyActivities } from "@temporalio/workflow";

import type { ExchangeRateActivities } from "../../activities/books/exchange-rate-activities";
import { refusalFailure } from "../../temporal/contract/failures";
import type {
  RateFeedPayload,
  RefreshExchangeRatesInput,
  RefreshExchangeRatesResult,
} from "../../temporal/contract/refresh-exchange-rates";
import { refreshExchangeRatesUpdate } from "../../temporal/contract/refresh-exchange-rates";
import { runOperation } from "./run-operation";
import { tellOperators } from "./tell-operators";

const retry = { initialInterval: "500 milliseconds", maximumInterval: "10 minutes" } as const;
const { storeFeedRates, recordRefresh } = proxyActivities<ExchangeRateActivities>({
  startToCloseTimeout: "30 seconds",
  heartbeatTimeout: "10 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry,
});
const { storeFeedForAll } = proxyActivities<ExchangeRateActivities>({
  startToCloseTimeout: "10 minutes",
  heartbeatTimeout: "15 seconds",
  retry,
});
/** Until the next day's run; whoever waits at the API is told sooner. */
const patient = proxyActivities<ExchangeRateActivities>({
  startToCloseTimeout: "30 seconds",
  scheduleToCloseTimeout: "20 hours",
  retry,
});
const impatient = proxyActivities<ExchangeRateActivities>({
  startToCloseTimeout: "15 seconds",
  scheduleToCloseTimeout: "20 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "5 seconds" },
});

/** Takes a feed's rates of the day into the books of those who take it. */
export async function refreshExchangeRates(
  input: RefreshExchangeRatesInput,
): Promise<RefreshExchangeRatesResult> {
  const { request } = input;
  if (request === null) return refreshAll(input);
  return runOperation(refreshExchangeRatesUpdate, request, async () => {
    const rates = await fetchNow(input.feed);
    const { partner, context } = request;
    const stored = await storeFeedRates({ partner, feed: input.feed, rates, context });
    const result = add(nothing(rates), stored);
    await recordRefresh(request, result);
    return result;
  });
}

async function fetchNow(feed: RefreshExchangeRatesInput["feed"]): Promise<RateFeedPayload> {
  try {
    return await impatient.fetchRateFeed(feed);
  } catch (error) {
    if (isCancellation(error)) throw error;
    throw refusalFailure("FX_FEED_UNAVAILABLE", "The feed cannot be read now. Try again later.", {
      feed,
    });
  }
}

async function refreshAll(input: RefreshExchangeRatesInput): Promise<RefreshExchangeRatesResult> {
  const rates = await fetchToday(input.feed);
  let result = nothing(rates);
  let after: string | null = null;
  do {
    const batch: Awaited<ReturnType<typeof storeFeedForAll>> = await storeFeedForAll({
      feed: input.feed,
      rates,
      after,
    });
    result = batch.stored.reduce(add, result);
    ({ after } = batch);
  } while (after !== null);
  return result;
}

async function fetchToday(feed: RefreshExchangeRatesInput["feed"]): Promise<RateFeedPayload> {
  try {
    return await patient.fetchRateFeed(feed);
  } catch (error) {
    tellOperators(`**No rates of the feed ${feed} today**\n\n${String(error)}`);
    throw error;
  }
}

function nothing({ effectiveOn }: RateFeedPayload): RefreshExchangeRatesResult {
  return { effectiveOn, partners: 0, recorded: 0, corrected: 0, unchanged: 0, kept: 0 };
}

function add(
  total: RefreshExchangeRatesResult,
  one: Awaited<ReturnType<typeof storeFeedRates>>,
): RefreshExchangeRatesResult {
  if (one === null) return total;
  return {
    effectiveOn: total.effectiveOn,
    partners: total.partners + 1,
    recorded: total.recorded + one.recorded,
    corrected: total.corrected + one.corrected,
    unchanged: total.unchanged + one.unchanged,
    kept: total.kept + one.kept,
  };
}
