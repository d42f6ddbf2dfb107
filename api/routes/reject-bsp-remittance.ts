import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getBspRemittance } from "../../db/read/bsp-remittances";
import { Refusal } from "../../domain/refusal";
import { taskQueues } from "../../temporal/contract/queues";
import type { RejectRemittanceResult } from "../../temporal/contract/reject-remittance";
import {
  rejectRemittanceType,
  rejectRemittanceUpdate,
} from "../../temporal/contract/reject-remittance";
import {
  rejectRemittanceInputSchema,
  rejectRemittanceResultSchema,
} from "../../temporal/contract/schemas/reject-remittance";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { presentBspRemittance } from "../present/bsp-billing";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { bspRemittanceSchema, rejectBspRemittanceSchema } from "../schemas/bsp-remittance";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";

const rejectRoute = createRoute({
  method: "post",
  path: "/v1/bsp-remittances/{bsp_remittance_id}/reject",
  tags: ["BSP"],
  summary: "Take down that the bank has not carried a remittance out",
  description:
    "Mirrors the payment's entry today, once: its documents are due again, memos that were settled with it are open again, and a new remittance may be asked for. A payment that was taken back already is refused (`entry_already_reversed`).",
  ...permitted("bsp_remittance.reject.partner", { stepUp: true }),
  request: {
    params: z.object({ bsp_remittance_id: idSchema("bspRemittance") }),
    headers: idempotencyHeadersSchema,
    body: jsonBody(rejectBspRemittanceSchema),
  },
  responses: {
    201: json(bspRemittanceSchema, "The remittance, rejected"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerRejectBspRemittance(router: Router, dependencies: ApiDependencies): void {
  router.openapi(rejectRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { bsp_remittance_id: id } = c.req.valid("param");
    await getBspRemittance(c.get("principal").scope, id);
    const { reason_code: reasonCode, reason = null } = c.req.valid("json");
    return runOperation(c, dependencies, request, rejectPlan(c, id, { reasonCode, reason }));
  });
}

function rejectPlan(
  c: Context<ApiEnvironment>,
  remittanceId: string,
  why: { readonly reasonCode: string; readonly reason: string | null },
): OperationPlan<RejectRemittanceResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.rejectRemittance,
      workflowId: workflowIds.rejectRemittance(scope.partner, remittanceId),
      resource: { type: "bsp_remittance", id: remittanceId },
      request: rejectRemittanceInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        remittanceId,
        operationId,
        ...why,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: rejectRemittanceType,
      taskQueue: taskQueues.books,
      searchAttributes: [{ key: searchAttributes.partnerId, value: scope.partner }],
    },
    update: rejectRemittanceUpdate,
    result: rejectRemittanceResultSchema,
    present: async ({ remittanceId: id }) => ({
      body: presentBspRemittance(await getBspRemittance(scope, id), livemode),
      headers: { Location: `/v1/bsp-remittances/${id}` },
    }),
    alreadyDone: () =>
      Promise.resolve(
        new Refusal("ENTRY_ALREADY_REVERSED", "The bank's rejection was taken down already."),
      ),
  };
}
