import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getExchangeQuote } from "../../db/read/exchange-quotes";
import { getExchange, listExchanges } from "../../db/read/exchanges";
import { getBookingHead } from "../../db/read/get-booking";
import { assertSeen, onlyAmong } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { presentExchange, presentExchangeQuote } from "../present/exchange";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  idempotencyHeadersSchema,
  idSchema,
  instantSchema,
  listQuerySchema,
  pageOf,
} from "../schemas/common";
import {
  exchangeQuoteRequestSchema,
  exchangeQuoteSchema,
  exchangeRequestSchema,
  exchangeResultSchema,
  exchangeSchema,
} from "../schemas/exchange";
import { operationSchema } from "../schemas/operation";
import { exchangePlan, quoteExchangePlan } from "./exchange-plans";

const quoteRoute = createRoute({
  method: "post",
  path: "/v1/exchanges/quote",
  tags: ["Exchanges"],
  summary: "Ask what an exchange costs",
  description:
    "Prices the reservation as it is at the supplier now against the tickets: change its flights there first. Nothing is changed by it.",
  ...permitted("exchange.create.partner", { branches: "own" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(exchangeQuoteRequestSchema) },
  responses: {
    201: json(exchangeQuoteSchema, "The quote"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const getQuoteRoute = createRoute({
  method: "get",
  path: "/v1/exchanges/quotes/{exchange_quote_id}",
  tags: ["Exchanges"],
  summary: "Get an exchange quote",
  ...permitted("exchange.read.partner", { branches: "own" }),
  request: { params: z.object({ exchange_quote_id: idSchema("exchangeQuote") }) },
  responses: { 200: json(exchangeQuoteSchema, "The quote"), ...problems(404) },
});

const exchangeRoute = createRoute({
  method: "post",
  path: "/v1/exchanges",
  tags: ["Exchanges"],
  summary: "Exchange tickets at the quoted price: at the supplier, then in the books",
  description:
    "In time: 201. Not in time, or when a person must decide: 202 and the operation to follow.",
  ...permitted("exchange.create.partner", { branches: "own" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(exchangeRequestSchema) },
  responses: {
    201: json(exchangeResultSchema, "Exchanged at the supplier and in the books"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const getExchangeRoute = createRoute({
  method: "get",
  path: "/v1/exchanges/{exchange_id}",
  tags: ["Exchanges"],
  summary: "Get an exchange",
  ...permitted("exchange.read.partner", { branches: "own" }),
  request: { params: z.object({ exchange_id: idSchema("exchange") }) },
  responses: { 200: json(exchangeSchema, "The exchange"), ...problems(404) },
});

const listExchangesRoute = createRoute({
  method: "get",
  path: "/v1/exchanges",
  tags: ["Exchanges"],
  summary: "List exchanges, newest first",
  ...permitted("exchange.read.partner", { branches: "own" }),
  request: {
    query: listQuerySchema.extend({
      booking_id: idSchema("booking").optional(),
      "created_at[gte]": instantSchema.optional(),
      "created_at[lt]": instantSchema.optional(),
    }),
  },
  responses: { 200: json(pageOf(exchangeSchema, "ExchangePage"), "Exchanges"), ...problems() },
});

export function registerExchanges(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(quoteRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const body = c.req.valid("json");
    const booking = await getBookingHead(c.get("principal").scope, body.booking_id);
    assertSeen(c, booking, "booking");
    return runOperation(c, dependencies, request, quoteExchangePlan(c, booking, body));
  });

  router.openapi(getQuoteRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const quote = await getExchangeQuote(scope, c.req.valid("param").exchange_quote_id);
    assertSeen(c, quote, "exchange quote");
    return c.json(presentExchangeQuote(quote, livemode), 200);
  });

  router.openapi(exchangeRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const { quote_id: quoteId, reason } = c.req.valid("json");
    const quote = await getExchangeQuote(scope, quoteId);
    assertSeen(c, quote, "exchange quote");
    const booking = await getBookingHead(scope, quote.bookingId);
    return runOperation(c, dependencies, request, exchangePlan(c, booking, quote, reason));
  });

  router.openapi(getExchangeRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const exchange = await getExchange(scope, c.req.valid("param").exchange_id);
    assertSeen(c, exchange.quote, "exchange");
    return c.json(presentExchange(exchange, livemode), 200);
  });

  router.openapi(listExchangesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const [from, before] = [query["created_at[gte]"], query["created_at[lt]"]];
    const filter = {
      ...(query.booking_id && { bookingId: query.booking_id }),
      ...(from && { createdFrom: toDateTime(from) }),
      ...(before && { createdBefore: toDateTime(before) }),
      ...onlyAmong(c),
    };
    const page = await listExchanges(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (exchange) => presentExchange(exchange, livemode)),
      200,
    );
  });
}
