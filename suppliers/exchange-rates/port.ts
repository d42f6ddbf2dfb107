import type { RateFeed } from "../../domain/fx/feed-rates";

export interface RateFeedClient {
  /** Never throws for what the publisher or the network does: that is the outcome. */
  fetchDaily(signal?: AbortSignal): Promise<RateFeedOutcome>;
}

export type RateFeedOutcome =
  | {
      readonly kind: "read";
      readonly feed: RateFeed;
      /** Quoted currencies that ISO 4217 does not know. */
      readonly skipped: readonly string[];
    }
  /** No answer, or not 200: asking again may help. */
  | { readonly kind: "unavailable"; readonly reason: string }
  /** An answer that is not the format, or not plausible: none of it is taken. */
  | { readonly kind: "unreadable"; readonly reason: string };
