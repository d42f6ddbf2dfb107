import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getBookingHead } from "../../db/read/get-booking";
import type { RefundRecord } from "../../db/read/refunds";
import { getRefund } from "../../db/read/refunds";
import { Refusal } from "../../domain/refusal";
import { taskQueues } from "../../temporal/contract/queues";
import type {
  PayBackRefundInput,
  PayBackRefundResult,
  RefundSettlement,
} from "../../temporal/contract/refund-tickets";
import {
  payBackRefundType,
  payBackRefundUpdate,
  settleRefundUpdate,
} from "../../temporal/contract/refund-tickets";
import {
  payBackRefundInputSchema,
  payBackRefundResultSchema,
} from "../../temporal/contract/schemas/refund-tickets";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { assertSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { answerDecision, toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds } from "../present/operation-result";
import { presentRefund } from "../present/refund";
import { presentPayback } from "../present/refund-result";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import {
  paybackOutcomeSchema,
  paybackRequestSchema,
  refundSchema,
  settlementRequestSchema,
} from "../schemas/refund";
import { tellWorkflow } from "../tell-workflow";

const tags = ["Refunds"];
const refundParams = z.object({ refund_id: idSchema("refund") });

const payBackRoute = createRoute({
  method: "post",
  path: "/v1/refunds/{refund_id}/payback",
  tags,
  summary: "Pay a refund back to the customer, all of it or a part",
  description:
    "Books what was paid; never more than stands for the customer. Waits for approval where the policy `payout.create` wants it: 202.",
  ...permitted("refund.pay_back.partner", { branches: "own" }),
  request: {
    params: refundParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(paybackRequestSchema),
  },
  responses: {
    201: json(paybackOutcomeSchema, "Paid back and booked"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const settleRoute = createRoute({
  method: "post",
  path: "/v1/refunds/{refund_id}/settlement",
  tags,
  summary: "Say that the airline's part of a refund has arrived",
  description: "In a BSP file, or paid. Said again, it changes nothing.",
  ...permitted("refund.settle.partner", { branches: "own" }),
  request: {
    params: refundParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(settlementRequestSchema),
  },
  responses: {
    200: json(refundSchema, "The refund"),
    202: json(refundSchema, "Taken; the refund does not show it yet"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerRefundPaybacks(router: Router, dependencies: ApiDependencies): void {
  router.openapi(payBackRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const refund = await seenRefund(c, c.req.valid("param").refund_id);
    const { amount, means, reference } = c.req.valid("json");
    if (means.kind === "receivable") await assertBookingsSeen(c, means.applications);
    const plan = paybackPlan(c, refund, {
      amount,
      means:
        means.kind === "receivable"
          ? {
              kind: means.kind,
              applications: means.applications.map((one) => ({
                bookingId: one.booking_id,
                amount: one.amount,
              })),
            }
          : means,
      reference: reference ?? null,
    });
    return runOperation(c, dependencies, request, plan);
  });

  router.openapi(settleRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope, livemode } = c.get("principal");
    const refund = await seenRefund(c, c.req.valid("param").refund_id);
    const body = c.req.valid("json");
    const settlement: RefundSettlement = {
      kind: body.kind,
      reference: body.reference ?? null,
      settledOn: body.settled_on,
      reason: body.reason,
      context: toRequestContext(c),
    };
    return answerDecision(c, dependencies, request, async () => {
      const updateId = `${request.scope}:${request.key}`;
      const isDone = await settle(dependencies, refund, settlement, updateId);
      const after = await getRefund(scope, refund.publicId);
      return {
        status: isDone ? 200 : 202,
        body: presentRefund(after, livemode),
        headers: isDone ? {} : { "Retry-After": "1" },
      };
    });
  });
}

async function seenRefund(c: Context<ApiEnvironment>, refundId: string): Promise<RefundRecord> {
  const refund = await getRefund(c.get("principal").scope, refundId);
  assertSeen(c, refund, "refund");
  return refund;
}

/** What is owed for a booking of another branch is not theirs to set off. */
async function assertBookingsSeen(
  c: Context<ApiEnvironment>,
  applications: readonly { readonly booking_id: string }[],
): Promise<void> {
  const { scope } = c.get("principal");
  for (const { booking_id: bookingId } of applications) {
    assertSeen(c, await getBookingHead(scope, bookingId), "booking");
  }
}

function paybackPlan(
  c: Context<ApiEnvironment>,
  refund: RefundRecord,
  asked: Pick<PayBackRefundInput, "amount" | "means" | "reference">,
): OperationPlan<PayBackRefundResult> {
  const { scope, livemode } = c.get("principal");
  const paybackId = newId("refundPayback");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.payBackRefund,
      workflowId: workflowIds.payBackRefund(scope.partner, paybackId),
      resource: { type: "booking", id: refund.bookingPublicId },
      request: payBackRefundInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        paybackId,
        refundId: refund.publicId,
        bookingId: refund.bookingPublicId,
        operationId,
        ...asked,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: payBackRefundType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.bookingReference, value: refund.bookingReference },
        { key: searchAttributes.stage, value: "requested" },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: payBackRefundUpdate,
    result: payBackRefundResultSchema,
    present: (result, operation) =>
      Promise.resolve({
        body: presentPayback(result, operation.publicId, livemode),
        headers: { Location: `/v1/refunds/${refund.publicId}` },
      }),
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The payback is under way.")),
  };
}

/** Whether it was written down in time; its workflow writes it down all the same. */
async function settle(
  dependencies: ApiDependencies,
  { workflowId, state, settlement: settled }: RefundRecord,
  settlement: RefundSettlement,
  updateId: string,
): Promise<boolean> {
  if (settled !== null) return true;
  if (state !== "PAYBACK_PENDING") {
    throw new Refusal(
      "REFUND_STATE_INVALID",
      `A refund in ${state} waits for nothing from the airline.`,
      { state },
    );
  }
  const told = await tellWorkflow(dependencies, {
    workflowId,
    update: settleRefundUpdate,
    input: settlement,
    updateId,
    ended: () =>
      new Refusal("REFUND_STATE_INVALID", "Nothing waits for the airline's part any more."),
  });
  return told !== undefined;
}
