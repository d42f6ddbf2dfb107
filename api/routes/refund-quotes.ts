import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getBookingHead } from "../../db/read/get-booking";
import { getRefundQuote } from "../../db/read/refund-quotes";
import { toMoneyJson, zero } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { QuoteRefundInput, QuoteRefundResult } from "../../temporal/contract/quote-refund";
import { quoteRefundType, quoteRefundUpdate } from "../../temporal/contract/quote-refund";
import {
  quoteRefundInputSchema,
  quoteRefundResultSchema,
} from "../../temporal/contract/schemas/quote-refund";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { bookingWorkflow } from "../booking-workflow";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toFee } from "../fee";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds } from "../present/operation-result";
import { presentRefundQuote } from "../present/refund";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, toMoney } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { refundQuoteRequestSchema, refundQuoteSchema } from "../schemas/refund";

const tags = ["Refunds"];

const quoteRefundRoute = createRoute({
  method: "post",
  path: "/v1/refunds/quote",
  tags,
  summary: "Ask what the supplier would refund, and what the customer would get",
  description:
    "Changes nothing: the supplier is asked, the refund is priced and tried on the books, and the quote is kept until it expires. Every coupon that was not used is given up, unless coupons are named.",
  ...permitted("refund.quote.partner", { branches: "own" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(refundQuoteRequestSchema) },
  responses: {
    201: json(refundQuoteSchema, "The quote"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const getRefundQuoteRoute = createRoute({
  method: "get",
  path: "/v1/refunds/quotes/{quote_id}",
  tags,
  summary: "Get a quote of a refund",
  ...permitted("refund.read.partner", { branches: "own" }),
  request: { params: z.object({ quote_id: idSchema("refundQuote") }) },
  responses: { 200: json(refundQuoteSchema, "The quote"), ...problems(404) },
});

export function registerRefundQuotes(router: Router, dependencies: ApiDependencies): void {
  const { now } = dependencies;

  router.openapi(quoteRefundRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const body = c.req.valid("json");
    const booking = await getBookingHead(c.get("principal").scope, body.booking_id);
    assertSeen(c, booking, "booking");
    const plan = quotePlan(c, dependencies, booking, {
      ...askedFor(body),
      terms: {
        kind: body.kind,
        fee: toRefundFee(body.fee, booking.currency),
        returnsMarkUp: body.mark_up === "returned",
        returnsServiceFee: body.service_fee === "returned",
      },
    });
    return runOperation(c, dependencies, request, plan);
  });

  router.openapi(getRefundQuoteRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const quote = await getRefundQuote(scope, c.req.valid("param").quote_id);
    assertSeen(c, quote, "quote of a refund");
    return c.json(presentRefundQuote(quote, { livemode, now: now() }), 200);
  });
}

/** A ticket is asked for by its coupons, too. */
function askedFor({
  ticket_numbers: numbers,
  coupons,
}: z.infer<typeof refundQuoteRequestSchema>): Pick<QuoteRefundInput, "ticketNumbers" | "coupons"> {
  if (coupons.length === 0) return { ticketNumbers: numbers };
  return {
    ticketNumbers: [...new Set([...numbers, ...coupons.map((one) => one.ticket_number)])],
    coupons: coupons.map((one) => ({ ticketNumber: one.ticket_number, coupon: one.coupon })),
  };
}

type BookingHead = Awaited<ReturnType<typeof getBookingHead>>;

function toRefundFee(
  fee: z.infer<typeof refundQuoteRequestSchema>["fee"],
  currency: string,
): QuoteRefundInput["terms"]["fee"] {
  const nothing = { ...toMoneyJson(zero(currency)) };
  if (fee === undefined) return { amount: nothing, vat: nothing };
  const amount = toMoney(fee.amount);
  if (amount.minor < 0n) {
    throw new Refusal("AMOUNT_INVALID", "A fee is not below zero.", { amount: fee.amount.amount });
  }
  return toFee(fee, currency);
}

function quotePlan(
  c: Context<ApiEnvironment>,
  { now }: ApiDependencies,
  booking: BookingHead,
  asked: Pick<QuoteRefundInput, "ticketNumbers" | "coupons" | "terms">,
): OperationPlan<QuoteRefundResult> {
  const { scope, livemode } = c.get("principal");
  if (booking.reservation === null) {
    throw new Refusal(
      "TICKET_NOT_REFUNDABLE",
      "The booking has no ticket that could be refunded.",
      { booking_id: booking.publicId, state: booking.state },
    );
  }
  const { gdsProviderCode } = booking.reservation;
  const quoteId = newId("refundQuote");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.quoteRefund,
      workflowId: workflowIds.quoteRefund(scope.partner, quoteId),
      resource: { type: "booking", id: booking.publicId },
      request: quoteRefundInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        quoteId,
        bookingId: booking.publicId,
        gdsProviderCode,
        operationId,
        ...asked,
        context: toRequestContext(c),
      }),
    },
    workflow: bookingWorkflow(quoteRefundType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "requested",
    }),
    update: quoteRefundUpdate,
    result: quoteRefundResultSchema,
    present: async (result) => ({
      body: presentRefundQuote(await getRefundQuote(scope, result.quoteId), {
        livemode,
        now: now(),
      }),
      headers: { Location: `/v1/refunds/quotes/${result.quoteId}` },
    }),
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The refund is being quoted.")),
  };
}
