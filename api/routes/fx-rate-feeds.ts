import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { toDateTime } from "../../db/read/amounts";
import type { FxRateFeedRecord } from "../../db/read/fx-rate-feeds";
import { listFxRateFeeds } from "../../db/read/fx-rate-feeds";
import { Refusal } from "../../domain/refusal";
import { setFxRateFeed } from "../../services/fx-rate/set-fx-rate-feed";
import { taskQueues } from "../../temporal/contract/queues";
import type {
  RefreshExchangeRatesInput,
  RefreshExchangeRatesResult,
} from "../../temporal/contract/refresh-exchange-rates";
import {
  refreshExchangeRatesType,
  refreshExchangeRatesUpdate,
} from "../../temporal/contract/refresh-exchange-rates";
import {
  rateFeedCodeSchema,
  refreshExchangeRatesInputSchema,
  refreshExchangeRatesResultSchema,
} from "../../temporal/contract/schemas/refresh-exchange-rates";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { pageBody, pageOfWhole } from "../pagination";
import { operationKinds, presentRefresh } from "../present/operation-result";
import { toActContext, toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, pageOf, smallListQuerySchema } from "../schemas/common";
import { fxRateFeedSchema, refreshedFxRatesSchema, setFxRateFeedSchema } from "../schemas/fx-rate";
import { operationSchema } from "../schemas/operation";

const feedParams = z.object({ feed: rateFeedCodeSchema });

const listFeedsRoute = createRoute({
  method: "get",
  path: "/v1/fx-rate-feeds",
  tags: ["Exchange rates"],
  summary: "List the feeds that rates are taken from",
  ...permitted("fx_rate.read.partner", { branches: "none" }),
  request: { query: smallListQuerySchema },
  responses: { 200: json(pageOf(fxRateFeedSchema, "FxRateFeedPage"), "Feeds"), ...problems() },
});

const setFeedRoute = createRoute({
  method: "post",
  path: "/v1/fx-rate-feeds/{feed}",
  tags: ["Exchange rates"],
  summary: "Set what is taken of a feed, daily from now on",
  description:
    "ecb: the euro reference rates of the European Central Bank, from euro to each currency. A feed never corrects what somebody entered for a day.",
  ...permitted("fx_rate_feed.update.partner"),
  request: {
    params: feedParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(setFxRateFeedSchema),
  },
  responses: { 201: json(fxRateFeedSchema, "The feed"), ...problems(409, 413, 415, 422) },
});

const refreshRoute = createRoute({
  method: "post",
  path: "/v1/fx-rate-feeds/{feed}/refresh",
  tags: ["Exchange rates"],
  summary: "Take the feed's rates now",
  ...permitted("fx_rate.create.partner"),
  request: { params: feedParams, headers: idempotencyHeadersSchema },
  responses: {
    201: json(refreshedFxRatesSchema, "What was recorded"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 422),
  },
});

export function registerFxRateFeeds(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(listFeedsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const page = pageOfWhole(c, keyRing, await listFxRateFeeds(scope), {
      query: c.req.valid("query"),
      idOf: ({ rowId }) => rowId,
    });
    return c.json(
      pageBody(c, keyRing, page, (feed) => presentFeed(feed, livemode)),
      200,
    );
  });

  router.openapi(setFeedRoute, async (c) => {
    const { active: isActive, crossed: isCrossed } = c.req.valid("json");
    const { feed: code } = c.req.valid("param");
    const { livemode } = c.get("principal");
    const request = await toIdempotentRequest(c);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
      const feed = await setFxRateFeed(transaction, code, { isActive, isCrossed }, act);
      return { status: 201, body: presentFeed(feed, livemode), headers: {} };
    });
  });

  router.openapi(refreshRoute, async (c) => {
    const { feed } = c.req.valid("param");
    return runOperation(c, dependencies, await toIdempotentRequest(c), refreshPlan(c, feed));
  });
}

function refreshPlan(
  c: Context<ApiEnvironment>,
  feed: RefreshExchangeRatesInput["feed"],
): OperationPlan<RefreshExchangeRatesResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.refreshFxRates,
      workflowId: workflowIds.refreshExchangeRates(scope.partner, operationId),
      resource: { type: "fx_rate_feed", id: feed },
      request: refreshExchangeRatesInputSchema.parse({
        schemaVersion: 1,
        feed,
        request: { partner: scope.partner, operationId, context: toRequestContext(c) },
      }),
    },
    workflow: {
      type: refreshExchangeRatesType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: refreshExchangeRatesUpdate,
    result: refreshExchangeRatesResultSchema,
    present: (result, operation) =>
      Promise.resolve({ body: presentRefresh(result, operation.publicId, livemode), headers: {} }),
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The rates are being refreshed.")),
  };
}

function presentFeed(feed: FxRateFeedRecord, livemode: boolean) {
  return {
    id: feed.publicId,
    object: "fx_rate_feed" as const,
    livemode,
    feed: feed.code,
    active: feed.isActive,
    crossed: feed.isCrossed,
    version: feed.version,
    updated_at: feed.updatedAt,
  };
}
