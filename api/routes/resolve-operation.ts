import { createRoute, z } from "@hono/zod-openapi";
import type { UpdateDefinition } from "@temporalio/common";
import type { Context } from "hono";

import { toDateTime } from "../../db/read/amounts";
import type { OperationRecord } from "../../db/read/get-operation";
import { getOperation } from "../../db/read/get-operation";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import type { JsonValue } from "../../domain/canonical-json";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import { needsApproval } from "../../services/approval/request-approval";
import { actOfResolution, requestResolution } from "../../services/operation/request-resolution";
import type { Resolution } from "../../temporal/contract/issue-booking";
import { cancelUpdate, resolveUpdate } from "../../temporal/contract/issue-booking";
import type { OperationProgress } from "../../temporal/contract/payloads";
import { resolutionSchema } from "../../temporal/contract/schemas/issue-booking";
import { assertOperationSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { answerDecision, answerOnce, toIdempotentRequest } from "../idempotency";
import { presentOperation } from "../present/operation";
import { operationKinds } from "../present/operation-result";
import { toActContext, toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { cancelSchema, operationSchema, resolveSchema } from "../schemas/operation";
import { tellWorkflow } from "../tell-workflow";

const operationParams = z.object({ operation_id: idSchema("operation") });
const answers = {
  200: json(operationSchema, "The operation, going on as was decided"),
  202: json(operationSchema, "Decided; the operation is not there yet"),
  ...problems(404, 409, 413, 415, 422),
};

const resolveRoute = createRoute({
  method: "post",
  path: "/v1/operations/{operation_id}/resolve",
  tags: ["Operations"],
  summary: "Decide what an operation that needs attention does next",
  description:
    "To adopt ticket numbers, or to give up, waits for another person's approval where the policies want that: 202, and its `Location` is the request of approval.",
  ...permitted("operation.resolve.partner", { branches: "own", whileSuspended: true }),
  request: {
    params: operationParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(resolveSchema),
  },
  responses: answers,
});

const cancelRoute = createRoute({
  method: "post",
  path: "/v1/operations/{operation_id}/cancel",
  tags: ["Operations"],
  summary: "Cancel an operation, while nothing has been issued, posted or exported",
  ...permitted("operation.cancel.partner", { branches: "own", whileSuspended: true }),
  request: {
    params: operationParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(cancelSchema),
  },
  responses: answers,
});

export function registerResolveOperation(router: Router, dependencies: ApiDependencies): void {
  router.openapi(resolveRoute, async (c) => {
    const body = c.req.valid("json");
    const resolution = resolutionSchema.parse({
      action: body.action,
      note: body.note,
      documents: body.documents.map((document) => ({
        fareNumber: document.fare_number,
        numbers: document.ticket_numbers,
        checkDigit: null,
        issuedOn: document.issued_on,
        issuingOffice: null,
      })),
      ...(body.record_locator === undefined ? {} : { recordLocator: body.record_locator }),
      context: toRequestContext(c),
    });
    const id = c.req.valid("param").operation_id;
    const act = actOfResolution[resolution.action];
    const at = toDateTime(dependencies.now());
    const { scope } = c.get("principal");
    return act !== undefined && (await needsApproval(scope, { act, at }))
      ? askToResolve(c, dependencies, id, { resolution, act })
      : decide(c, dependencies, id, resolveUpdate, resolution);
  });

  router.openapi(cancelRoute, async (c) => {
    const { note } = c.req.valid("json");
    return decide(c, dependencies, c.req.valid("param").operation_id, cancelUpdate, {
      note,
      context: toRequestContext(c),
    });
  });
}

/** Has another person approve the decision first: the operation waits as it did. */
async function askToResolve(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  operationId: string,
  asked: { readonly resolution: Resolution; readonly act: ApprovalAct },
): Promise<never> {
  const request = await toIdempotentRequest(c);
  const { scope, livemode } = c.get("principal");
  const operation = await getOperation(scope, operationId);
  await assertOperationSeen(c, operation);
  return answerOnce(c, dependencies, request, async (transaction) => {
    assertDecidable(operation, resolveUpdate.name);
    const { action, note, documents, recordLocator = null } = asked.resolution;
    invariant(action !== "retry", "to try again needs nobody's leave");
    const resolution = { action, note, documents: documents.map(toJson), recordLocator } as const;
    const by = { context: toActContext(c), at: toDateTime(dependencies.now()) };
    const decision = { resolution, act: asked.act };
    const approvalId = await requestResolution(transaction, operation, decision, by);
    return {
      status: 202,
      body: presentOperation(operation, { livemode }),
      headers: { Location: `/v1/approvals/${approvalId}` },
    };
  });
}

function toJson(document: Resolution["documents"][number]): JsonValue {
  return { ...document, numbers: [...document.numbers] };
}

/** Hands a decision to the operation's workflow, and answers with where that left it. */
export async function decide<Input>(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  operationId: string,
  update: UpdateDefinition<OperationProgress, [Input]>,
  input: Input,
): Promise<never> {
  const request = await toIdempotentRequest(c);
  const { scope, livemode } = c.get("principal");
  const operation = await getOperation(scope, operationId);
  await assertOperationSeen(c, operation);
  return answerDecision(c, dependencies, request, async () => {
    assertDecidable(operation, update.name);
    // The key is the update's id: a decision whose answer was lost is the same decision.
    const updateId = `${request.scope}:${request.key}`;
    const { workflowId } = operation;
    const live = await tellWorkflow(dependencies, { workflowId, update, input, updateId, ended });
    const after = await getOperation(scope, operationId);
    return live === undefined
      ? {
          status: 202,
          body: presentOperation(after, { livemode }),
          headers: { Location: `/v1/operations/${operationId}`, "Retry-After": "1" },
        }
      : { status: 200, body: presentOperation(after, { livemode, live }), headers: {} };
  });
}

/** What a person may decide on, by the update that tells the workflow. */
const decidableKinds: Readonly<Record<string, readonly string[]>> = {
  [resolveUpdate.name]: [
    operationKinds.awaitSettlement,
    operationKinds.cancelBooking,
    operationKinds.createBooking,
    operationKinds.exchangeTickets,
    operationKinds.expireBooking,
    operationKinds.issueBooking,
    operationKinds.refundTickets,
    operationKinds.settleStrayOrder,
    operationKinds.voidTickets,
  ],
  [cancelUpdate.name]: [
    operationKinds.checkSchedules,
    operationKinds.exportPartner,
    operationKinds.exportReport,
    operationKinds.importBspFile,
    operationKinds.issueBooking,
    operationKinds.revaluePeriod,
    operationKinds.runRecognition,
  ],
};

function assertDecidable(operation: OperationRecord, decision: string): void {
  // Of bookings only those that hold an offer ask anybody, and say so first.
  const mayDecideEarly = operation.kind !== operationKinds.createBooking;
  const open =
    (mayDecideEarly && operation.status === "running") || operation.status === "needs_attention";
  if (!open || decidableKinds[decision]?.includes(operation.kind) !== true) {
    throw new Refusal("OPERATION_NOT_RESOLVABLE", "The operation has ended, or decides itself.", {
      status: operation.status,
    });
  }
}

function ended(): Refusal {
  return new Refusal("OPERATION_NOT_RESOLVABLE", "The operation's workflow has ended.");
}
