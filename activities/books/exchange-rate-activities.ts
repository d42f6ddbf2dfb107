import { ApplicationFailure, cancellationSignal, heartbeat } from "@temporalio/activity";

import { toDateTime } from "../../db/read/amounts";
import { findActiveFeed } from "../../db/read/fx-rate-feeds";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { updateOperation } from "../../db/write/operations";
import { recordFxRates } from "../../db/write/record-fx-rates";
import { systemActor } from "../../domain/actor";
import { dayIn } from "../../domain/calendar";
import { ratesOfFeed } from "../../domain/fx/feed-rates";
import { Refusal } from "../../domain/refusal";
import type { RateFeedClient } from "../../suppliers/exchange-rates/port";
import { faultTypes } from "../../temporal/contract/failures";
import type { RequestContext } from "../../temporal/contract/payloads";
import type {
  RateFeedPayload,
  RefreshExchangeRatesInput,
  RefreshExchangeRatesResult,
} from "../../temporal/contract/refresh-exchange-rates";
import { toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import { heartbeating } from "../heartbeat";

type Feed = RefreshExchangeRatesInput["feed"];

export interface ExchangeRateDependencies extends LedgerDependencies {
  readonly feeds: Readonly<Record<Feed, RateFeedClient>>;
  /** Public ids after one of them, in their order. */
  readonly listPartners: (after: string | null, limit: number) => Promise<string[]>;
}

export type ExchangeRateActivities = ReturnType<typeof createExchangeRateActivities>;

export function createExchangeRateActivities(dependencies: ExchangeRateDependencies) {
  return {
    fetchRateFeed: createFetchRateFeed(dependencies),
    storeFeedRates: heartbeating(createStoreFeedRates(dependencies)),
    recordRefresh: heartbeating(createRecordRefresh(dependencies)),
    storeFeedForAll: createStoreFeedForAll(dependencies),
  };
}

/** Reads the feed; what is not there or cannot be read is a fault, and tried again. */
function createFetchRateFeed({ feeds, now }: ExchangeRateDependencies) {
  return async function fetchRateFeed(feed: Feed): Promise<RateFeedPayload> {
    const outcome = await feeds[feed].fetchDaily(cancellationSignal());
    if (outcome.kind !== "read") throw feedFault(feed, outcome.reason);
    const { base, effectiveOn, rates } = outcome.feed;
    // The day begins first in Kiritimati: no rate is of a later one.
    if (effectiveOn > dayIn("Pacific/Kiritimati", now())) {
      throw feedFault(feed, `It is of ${effectiveOn}, a day that has not begun.`);
    }
    return { base, effectiveOn, rates: [...rates] };
  };
}

function feedFault(feed: Feed, reason: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: faultTypes.supplierUnavailable,
    message: `The feed ${feed} cannot be taken: ${reason}`,
  });
}

interface PartnerRates {
  readonly partner: string;
  readonly feed: Feed;
  readonly rates: RateFeedPayload;
  readonly context: RequestContext | null;
}

type StoredRates = Omit<RefreshExchangeRatesResult, "effectiveOn" | "partners">;

/** Records a day's rates for one partner; null where it takes no such feed. Twice records once. */
function createStoreFeedRates({ openPartner, observer, now }: ExchangeRateDependencies) {
  return async function storeFeedRates(task: PartnerRates): Promise<StoredRates | null> {
    const { feed, rates } = task;
    const scope = await openPartner(task.partner);
    const subscription = await findActiveFeed(scope, feed);
    if (subscription === undefined) return null;
    const partner = await getPartner(scope);
    const sourced = ratesOfFeed(rates, { ...partner, isCrossed: subscription.isCrossed }).map(
      (rate) => ({ ...rate, source: feed }),
    );
    const context = task.context === null ? { actor: systemActor } : toActContext(task.context);
    const { recorded, ...counts } = await inTransaction(
      scope,
      (transaction) =>
        recordFxRates(transaction, sourced, { context, at: toDateTime(now()), yields: true }),
      observer,
    );
    return { ...counts, recorded: recorded.length };
  };
}

const batchSize = 100;

interface StoredBatch {
  readonly stored: readonly StoredRates[];
  /** Where the next batch begins; null after the last one. */
  readonly after: string | null;
}

/** Records a day's rates for the next partners, each in a commit of its own. */
function createStoreFeedForAll(dependencies: ExchangeRateDependencies) {
  const storeFeedRates = createStoreFeedRates(dependencies);
  return async function storeFeedForAll(
    task: Pick<PartnerRates, "feed" | "rates"> & { readonly after: string | null },
  ): Promise<StoredBatch> {
    const partners = await dependencies.listPartners(task.after, batchSize);
    const stored: StoredRates[] = [];
    for (const partner of partners) {
      const { feed, rates } = task;
      const one = await storeFeedRates({ partner, feed, rates, context: null });
      if (one !== null) stored.push(one);
      heartbeat(partner);
    }
    return { stored, after: partners.length < batchSize ? null : (partners.at(-1) ?? null) };
  };
}

/** Leaves the result with the operation that asked for it. */
function createRecordRefresh({ openPartner, now }: ExchangeRateDependencies) {
  return async function recordRefresh(
    { partner, operationId }: { readonly partner: string; readonly operationId: string },
    result: RefreshExchangeRatesResult,
  ): Promise<void> {
    if (result.partners === 0) {
      throw new Refusal("NOT_FOUND", "The partner does not take this feed. Set it active first.");
    }
    const scope = await openPartner(partner);
    await updateOperation(scope, operationId, {
      status: "succeeded",
      stage: "refreshed",
      result: { ...result },
      at: toDateTime(now()),
    });
  };
}
