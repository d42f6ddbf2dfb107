import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { toDateTime } from "../../db/read/amounts";
import { getBookingHead } from "../../db/read/get-booking";
import type { RefundQuoteRecord } from "../../db/read/refund-quotes";
import { getRefundQuote } from "../../db/read/refund-quotes";
import type { RefundFilter } from "../../db/read/refunds";
import { getRefund, listRefunds } from "../../db/read/refunds";
import { invariant } from "../../domain/invariant";
import { refundStates } from "../../domain/refund/refund-states";
import { Refusal } from "../../domain/refusal";
import type { RefundTicketsResult } from "../../temporal/contract/refund-tickets";
import { refundTicketsType, refundUpdate } from "../../temporal/contract/refund-tickets";
import {
  refundTicketsInputSchema,
  refundTicketsResultSchema,
} from "../../temporal/contract/schemas/refund-tickets";
import { showTicketNumbers } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { bookingWorkflow } from "../booking-workflow";
import { assertSeen, onlyAmong } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { withVersion } from "../etag";
import { asAnswerOfRoute, toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { operationKinds } from "../present/operation-result";
import { presentRefund, presentRefundSummary } from "../present/refund";
import { toRequestContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  documentNumberSchema,
  idSchema,
  idempotencyHeadersSchema,
  instantSchema,
  listQuerySchema,
  pageOf,
} from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { refundRequestSchema, refundSchema, refundSummarySchema } from "../schemas/refund";

const tags = ["Refunds"];

const createRefundRoute = createRoute({
  method: "post",
  path: "/v1/refunds",
  tags,
  summary: "Refund tickets as they were quoted: at the supplier, then in the books",
  description:
    "Waits for approval where the policy `refund.create` wants it. At another amount than was quoted nothing is refunded. In time: 201, and the refund waits for the airline's part and to be paid back. Not in time, or when people must decide: 202 and the operation to follow.",
  ...permitted("refund.create.partner", { branches: "own" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(refundRequestSchema) },
  responses: {
    201: json(refundSchema, "Refunded at the supplier and in the books"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const listRefundsRoute = createRoute({
  method: "get",
  path: "/v1/refunds",
  tags,
  summary: "List refunds, newest first",
  ...permitted("refund.read.partner", { branches: "own" }),
  request: {
    query: listQuerySchema.extend({
      state: z
        .string()
        .transform((text) => text.split(","))
        .pipe(z.array(z.enum(refundStates)).min(1))
        .optional()
        .openapi({ type: "string", example: "PAYBACK_PENDING,COMPLETED" }),
      booking_id: idSchema("booking").optional(),
      customer_id: idSchema("customer").optional(),
      ticket_number: documentNumberSchema.optional(),
      "created_at[gte]": instantSchema.optional(),
      "created_at[lt]": instantSchema.optional(),
    }),
  },
  responses: { 200: json(pageOf(refundSummarySchema, "RefundPage"), "Refunds"), ...problems() },
});

const getRefundRoute = createRoute({
  method: "get",
  path: "/v1/refunds/{refund_id}",
  tags,
  summary: "Get a refund with its documents, paybacks, entries and states",
  ...permitted("refund.read.partner", { branches: "own" }),
  request: { params: z.object({ refund_id: idSchema("refund") }) },
  responses: { 200: json(refundSchema, "The refund"), 304: notModified, ...problems(404) },
});

export function registerRefunds(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(createRefundRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { quote_id: quoteId, reason } = c.req.valid("json");
    const { scope } = c.get("principal");
    const quote = await getRefundQuote(scope, quoteId);
    assertSeen(c, quote, "quote of a refund");
    return runOperation(c, dependencies, request, await refundPlan(c, quote, reason));
  });

  router.openapi(listRefundsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const filter = { ...toFilter(query), ...onlyAmong(c) };
    const page = await listRefunds(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (refund) => presentRefundSummary(refund, livemode)),
      200,
    );
  });

  router.openapi(getRefundRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const refund = await getRefund(scope, c.req.valid("param").refund_id);
    assertSeen(c, refund, "refund");
    return asAnswerOfRoute(withVersion(c, refund.version, presentRefund(refund, livemode)));
  });
}

function toFilter(query: {
  readonly state?: RefundFilter["states"] | undefined;
  readonly booking_id?: string | undefined;
  readonly customer_id?: string | undefined;
  readonly ticket_number?: string | undefined;
  readonly "created_at[gte]"?: string | undefined;
  readonly "created_at[lt]"?: string | undefined;
}): RefundFilter {
  const from = query["created_at[gte]"];
  const before = query["created_at[lt]"];
  return {
    ...(query.state && { states: query.state }),
    ...(query.booking_id && { bookingId: query.booking_id }),
    ...(query.customer_id && { customerId: query.customer_id }),
    ...(query.ticket_number && { ticketNumber: query.ticket_number }),
    ...(from && { createdFrom: toDateTime(from) }),
    ...(before && { createdBefore: toDateTime(before) }),
  };
}

async function refundPlan(
  c: Context<ApiEnvironment>,
  quote: RefundQuoteRecord,
  reason: string,
): Promise<OperationPlan<RefundTicketsResult>> {
  const { scope, livemode } = c.get("principal");
  const booking = await getBookingHead(scope, quote.bookingPublicId);
  invariant(booking.reservation !== null, "what was quoted has its reservation");
  const { gdsProviderCode } = booking.reservation;
  const refundId = newId("refund");
  const operationId = newId("operation");
  const ticketNumbers = quote.quote.granted.documents.map(({ number }) => number);
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.refundTickets,
      workflowId: workflowIds.refundTickets(scope.partner, refundId),
      resource: { type: "booking", id: booking.publicId },
      request: refundTicketsInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        refundId,
        quoteId: quote.publicId,
        bookingId: booking.publicId,
        bookingReference: booking.reference,
        gdsProviderCode,
        operationId,
        reason,
        context: toRequestContext(c),
      }),
    },
    workflow: bookingWorkflow(refundTicketsType, booking, {
      partner: scope.partner,
      gdsProviderCode,
      stage: "requested",
      further: [showTicketNumbers(ticketNumbers)],
    }),
    update: refundUpdate,
    result: refundTicketsResultSchema,
    present: async (result) => {
      const refund = await getRefund(scope, result.refundId);
      return {
        body: presentRefund(refund, livemode),
        headers: { Location: `/v1/refunds/${refund.publicId}`, ETag: `"v${refund.version}"` },
      };
    },
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The refund is under way.")),
  };
}
