import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { FxRateRecord } from "../../db/read/fx-rates";
import { findRateInForce, listFxRates } from "../../db/read/fx-rates";
import { Refusal } from "../../domain/refusal";
import { enterRate } from "../../services/fx-rate/enter-rate";
import type { ApiDependencies } from "../dependencies";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { dateSchema, idempotencyHeadersSchema, pageOf } from "../schemas/common";
import {
  currencySchema,
  fxRateQuerySchema,
  fxRateSchema,
  newFxRateSchema,
  rateInForceSchema,
} from "../schemas/fx-rate";

const enterRateRoute = createRoute({
  method: "post",
  path: "/v1/fx-rates",
  tags: ["Exchange rates"],
  summary: "Enter an exchange rate",
  description:
    "A correction is a further rate for the same pair and day: the last one entered counts. Entries that are posted keep the rate they were posted at.",
  ...permitted("fx_rate.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newFxRateSchema) },
  responses: { 201: json(fxRateSchema, "The rate"), ...problems(409, 413, 415, 422) },
});

const listRatesRoute = createRoute({
  method: "get",
  path: "/v1/fx-rates",
  tags: ["Exchange rates"],
  summary: "List exchange rates, newest first, with those that were corrected",
  ...permitted("fx_rate.read.partner", { branches: "none" }),
  request: { query: fxRateQuerySchema },
  responses: { 200: json(pageOf(fxRateSchema, "FxRatePage"), "Exchange rates"), ...problems() },
});

const rateInForceRoute = createRoute({
  method: "get",
  path: "/v1/fx-rates/in-force",
  tags: ["Exchange rates"],
  summary: "The rate that a posting of a day takes, and where it comes from",
  ...permitted("fx_rate.read.partner", { branches: "none" }),
  request: {
    query: z.strictObject({ from: currencySchema, to: currencySchema, on: dateSchema }),
  },
  responses: { 200: json(rateInForceSchema, "The rate in force"), ...problems(422) },
});

export function registerFxRates(router: Router, dependencies: ApiDependencies): void {
  const { now, keyRing } = dependencies;

  router.openapi(enterRateRoute, async (c) => {
    const { effective_on: effectiveOn, ...rate } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(now()) };
      const entered = await enterRate(transaction, { ...rate, effectiveOn }, act);
      return { status: 201, body: presentFxRate(entered, livemode), headers: {} };
    });
  });

  router.openapi(listRatesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const {
      from,
      to,
      source,
      "effective_on[gte]": effectiveFrom,
      "effective_on[lte]": effectiveTo,
      ...page
    } = c.req.valid("query");
    const rates = await listFxRates(
      scope,
      {
        ...(from && { from }),
        ...(to && { to }),
        ...(source && { source }),
        ...(effectiveFrom && { effectiveFrom }),
        ...(effectiveTo && { effectiveTo }),
      },
      toPageRequest(c, keyRing, page),
    );
    return c.json(
      pageBody(c, keyRing, rates, (rate) => presentFxRate(rate, livemode)),
      200,
    );
  });

  router.openapi(rateInForceRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { from, to, on } = c.req.valid("query");
    const found = await findRateInForce(scope, { from, to }, on);
    if (found === undefined) {
      throw new Refusal(
        "FX_RATE_MISSING",
        `No rate from ${from} to ${to}, or back, is known on or before ${on}.`,
        { from, to, on },
      );
    }
    const { rate, derivation, row } = found;
    const fx_rate = presentFxRate(row, livemode);
    return c.json(
      { object: "fx_rate_in_force" as const, from, to, on, rate, derivation, fx_rate },
      200,
    );
  });
}

function presentFxRate(rate: FxRateRecord, livemode: boolean) {
  return {
    id: rate.publicId,
    object: "fx_rate" as const,
    livemode,
    from: rate.from,
    to: rate.to,
    effective_on: rate.effectiveOn,
    rate: rate.rate,
    source: rate.source,
    recorded_at: rate.recordedAt,
  };
}
