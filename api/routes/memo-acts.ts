import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import type { MemoRecord } from "../../db/read/memos";
import { getMemo } from "../../db/read/memos";
import { toMoneyJson, zero } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { ActOnMemoResult, MemoAct } from "../../temporal/contract/memo";
import { actOnMemoType, actOnMemoUpdate } from "../../temporal/contract/memo";
import { taskQueues } from "../../temporal/contract/queues";
import { actOnMemoInputSchema, actOnMemoResultSchema } from "../../temporal/contract/schemas/memo";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toFee } from "../fee";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { presentMemo } from "../present/memo";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import {
  acceptRequestSchema,
  billingRequestSchema,
  disputeRequestSchema,
  memoSchema,
  memoSettlementSchema,
  rechargeRequestSchema,
  resolutionRequestSchema,
} from "../schemas/memo";
import { operationSchema } from "../schemas/operation";

const params = z.object({ memo_id: idSchema("memo") });

function memoAct<Path extends string, Body extends z.ZodType>(
  path: Path,
  about: {
    readonly summary: string;
    readonly description: string;
    readonly permission: "memo.decide.partner" | "memo.recharge.partner";
    readonly body: Body;
  },
) {
  return createRoute({
    method: "post",
    path,
    tags: ["Memos"],
    summary: about.summary,
    description: about.description,
    ...permitted(about.permission),
    request: { params, headers: idempotencyHeadersSchema, body: jsonBody(about.body) },
    responses: {
      201: json(memoSchema, "The memo, as it was booked"),
      202: json(operationSchema, "Not done in time, or it waits for approval: ask the operation"),
      ...problems(404, 409, 413, 415, 422),
    },
  });
}

const acceptRoute = memoAct("/v1/memos/{memo_id}/accept", {
  summary: "Accept a memo that is under review",
  description:
    "Posted today, with the dimensions of its ticket: an ADM as an expense, what it recalls of commission against what was claimed; an ACM the other way. Waits for approval where the policy `memo.accept` wants it: 202.",
  permission: "memo.decide.partner",
  body: acceptRequestSchema,
});

const disputeRoute = memoAct("/v1/memos/{memo_id}/dispute", {
  summary: "Dispute an ADM that is under review",
  description:
    "Until its deadline. What BSP has billed stands in suspense (1901), a probable loss is provided (2051). What we send the airline is attached to the memo.",
  permission: "memo.decide.partner",
  body: disputeRequestSchema,
});

const billingRoute = memoAct("/v1/memos/{memo_id}/billing", {
  summary: "Say that BSP has billed a memo",
  description: "While it is disputed the amount stands in suspense from then on.",
  permission: "memo.decide.partner",
  body: billingRequestSchema,
});

const resolutionRoute = memoAct("/v1/memos/{memo_id}/resolution", {
  summary: "Say how a dispute has ended",
  description:
    "Suspense and provision are cleared; what the airline upholds is an expense, what it gives up is credited. What it upholds goes by the policy `memo.accept`.",
  permission: "memo.decide.partner",
  body: resolutionRequestSchema,
});

const settlementRoute = memoAct("/v1/memos/{memo_id}/settlement", {
  summary: "Say with which billing a memo was paid",
  description:
    "Posts nothing: the payable goes down with the payment. Nothing follows it any more.",
  permission: "memo.decide.partner",
  body: memoSettlementSchema,
});

const rechargeRoute = memoAct("/v1/memos/{memo_id}/recharge", {
  summary: "Charge a memo on to its customer, or to the branch whose doing it was",
  description: "Once, and never more than stands in 5041 for it. An ACM is passed on the same way.",
  permission: "memo.recharge.partner",
  body: rechargeRequestSchema,
});

export function registerMemoActs(router: Router, dependencies: ApiDependencies): void {
  const act = async (
    c: Context<ApiEnvironment>,
    memoId: string,
    toAct: (memo: MemoRecord) => MemoAct,
  ): Promise<never> => {
    const request = await toIdempotentRequest(c);
    const memo = await getMemo(c.get("principal").scope, memoId);
    return runOperation(c, dependencies, request, actPlan(c, memo, toAct(memo)));
  };

  router.openapi(acceptRoute, (c) => {
    const { note = null } = c.req.valid("json");
    return act(c, c.req.valid("param").memo_id, () => ({ kind: "accept", note }));
  });

  router.openapi(disputeRoute, (c) => {
    const { reason, text, probable_loss: probableLoss = null } = c.req.valid("json");
    return act(c, c.req.valid("param").memo_id, () => ({
      kind: "dispute",
      reason,
      text,
      probableLoss,
    }));
  });

  router.openapi(billingRoute, (c) => {
    const { billed_on: billedOn } = c.req.valid("json");
    return act(c, c.req.valid("param").memo_id, () => ({ kind: "bill", billedOn }));
  });

  router.openapi(resolutionRoute, (c) => {
    const { upheld, note } = c.req.valid("json");
    return act(c, c.req.valid("param").memo_id, () => ({ kind: "resolve", upheld, note }));
  });

  router.openapi(settlementRoute, (c) => {
    const { settled_on: settledOn, reference } = c.req.valid("json");
    return act(c, c.req.valid("param").memo_id, () => ({ kind: "settle", settledOn, reference }));
  });

  router.openapi(rechargeRoute, (c) => {
    const { amount, to, note } = c.req.valid("json");
    return act(c, c.req.valid("param").memo_id, (memo) => ({
      kind: "recharge",
      amount,
      to: toRecipient(memo, to),
      note,
    }));
  });
}

function toRecipient(
  { amount: { currency } }: MemoRecord,
  to: z.infer<typeof rechargeRequestSchema>["to"],
): Extract<MemoAct, { readonly kind: "recharge" }>["to"] {
  if (to.kind === "branch") {
    return { kind: "branch", branchId: to.branch_id, userId: to.user_id ?? null };
  }
  const none = { ...toMoneyJson(zero(currency)) };
  const { amount: fee, vat } = to.fee ? toFee(to.fee, currency) : { amount: none, vat: none };
  return { kind: "customer", fee, vat };
}

function actPlan(
  c: Context<ApiEnvironment>,
  memo: MemoRecord,
  act: MemoAct,
): OperationPlan<ActOnMemoResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.actOnMemo,
      workflowId: workflowIds.actOnMemo(scope.partner, memo.publicId, memo.version),
      resource: { type: "memo", id: memo.publicId },
      request: actOnMemoInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        memoId: memo.publicId,
        operationId,
        act,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: actOnMemoType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.stage, value: "requested" },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: actOnMemoUpdate,
    result: actOnMemoResultSchema,
    present: async ({ memoId }) => {
      const after = await getMemo(scope, memoId);
      return {
        body: presentMemo(after, livemode),
        headers: { Location: `/v1/memos/${memoId}`, ETag: `"v${after.version}"` },
      };
    },
    alreadyDone: async () => {
      const { state } = await getMemo(scope, memo.publicId);
      return new Refusal("MEMO_STATE_INVALID", "Somebody has decided on it meanwhile.", { state });
    },
  };
}
