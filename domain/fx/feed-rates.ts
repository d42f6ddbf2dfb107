import { crossRate, type FxRate } from "./fx-rate";

/** One day of a published feed: what one unit of its base is worth in other currencies. */
export interface RateFeed {
  readonly base: string;
  readonly effectiveOn: string;
  readonly rates: readonly { readonly currency: string; readonly rate: string }[];
}

export interface FeedSubscriber {
  readonly functionalCurrency: string;
  readonly reportingCurrency: string | null;
  /** Whether pairs that the feed does not quote are derived through its base. */
  readonly isCrossed: boolean;
}

/**
 * What a partner takes of a feed: its quotations as they are, and where the partner has chosen so,
 * rates to its own currencies, crossed through the feed's base on the same day.
 */
export function ratesOfFeed(
  { base, effectiveOn, rates }: RateFeed,
  { functionalCurrency, reportingCurrency, isCrossed }: FeedSubscriber,
): FxRate[] {
  const quoted = rates.map(({ currency, rate }) => ({
    from: base,
    to: currency,
    effectiveOn,
    rate,
  }));
  if (!isCrossed) return quoted;
  const perBase = new Map(rates.map(({ currency, rate }) => [currency, rate]));
  const targets = [...new Set([functionalCurrency, reportingCurrency])].filter(
    (currency) => currency !== null,
  );
  const crossed = targets.flatMap((to) =>
    rates.flatMap(({ currency: from, rate: fromPerBase }) => {
      const toPerBase = perBase.get(to);
      if (from === to || toPerBase === undefined) return [];
      const rate = crossRate(fromPerBase, toPerBase);
      return rate === undefined ? [] : [{ from, to, effectiveOn, rate }];
    }),
  );
  return [...quoted, ...crossed];
}
