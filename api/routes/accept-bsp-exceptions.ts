import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getBspExceptions } from "../../db/read/bsp-exceptions";
import { Refusal } from "../../domain/refusal";
import type {
  AcceptBspExceptionsInput,
  AcceptBspExceptionsResult,
} from "../../temporal/contract/accept-bsp-exceptions";
import {
  acceptBspExceptionsType,
  acceptBspExceptionsUpdate,
} from "../../temporal/contract/accept-bsp-exceptions";
import { taskQueues } from "../../temporal/contract/queues";
import {
  acceptBspExceptionsInputSchema,
  acceptBspExceptionsResultSchema,
} from "../../temporal/contract/schemas/accept-bsp-exceptions";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { presentBspException } from "../present/bsp-exception";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { acceptBspExceptionsSchema, bspAcceptanceSchema } from "../schemas/bsp-exception";
import { idempotencyHeadersSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";

const acceptRoute = createRoute({
  method: "post",
  path: "/v1/bsp-exceptions/accept",
  tags: ["BSP"],
  summary: "Accept what a BSP file bills otherwise, and post it: all of it or nothing",
  description:
    "Of one currency. Each exception posts an entry that brings the claim (2011) or the commission (1109) of its ticket to what is billed, against the variance (5045, 7045), once. What no posting rule has is refused by name (`bsp_exception_not_postable`). Waits for approval where the policy `bsp_exception.accept` wants it: 202.",
  ...permitted("bsp_exception.accept.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(acceptBspExceptionsSchema) },
  responses: {
    201: json(bspAcceptanceSchema, "The exceptions, each with its entry"),
    202: json(operationSchema, "Not done in time, or it waits for approval: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerAcceptBspExceptions(router: Router, dependencies: ApiDependencies): void {
  router.openapi(acceptRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { exception_ids: ids, reason } = c.req.valid("json");
    await getBspExceptions(c.get("principal").scope, ids);
    const asked = { exceptionIds: [...new Set(ids)], reason };
    return runOperation(c, dependencies, request, acceptPlan(c, asked));
  });
}

function acceptPlan(
  c: Context<ApiEnvironment>,
  { exceptionIds, reason }: Pick<AcceptBspExceptionsInput, "exceptionIds" | "reason">,
): OperationPlan<AcceptBspExceptionsResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  const [first = ""] = exceptionIds;
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.acceptBspExceptions,
      workflowId: workflowIds.acceptBspExceptions(scope.partner, operationId),
      resource: { type: "bsp_exception", id: first },
      request: acceptBspExceptionsInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        exceptionIds,
        reason,
        operationId,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: acceptBspExceptionsType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.stage, value: "requested" },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: acceptBspExceptionsUpdate,
    result: acceptBspExceptionsResultSchema,
    present: async ({ exceptionIds: accepted }) => {
      const exceptions = await getBspExceptions(scope, accepted);
      const data = exceptions.map((exception) => presentBspException(exception, livemode));
      return { body: { object: "bsp_acceptance", data }, headers: {} };
    },
    alreadyDone: () =>
      Promise.resolve(new Refusal("BSP_EXCEPTION_RESOLVED", "They are accepted already.")),
  };
}
