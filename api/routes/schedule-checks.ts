import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { Refusal } from "../../domain/refusal";
import type { CheckSchedulesInput, ScheduleChecks } from "../../temporal/contract/check-schedules";
import { checkSchedulesType, checkSchedulesUpdate } from "../../temporal/contract/check-schedules";
import { taskQueues } from "../../temporal/contract/queues";
import { scheduleChecksSchema as storedSchema } from "../../temporal/contract/schemas/check-schedules";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds } from "../present/operation-result";
import { presentScheduleChecks } from "../present/schedule-change";
import { toRequestContext } from "../request-context";
import { json, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { scheduleChecksSchema } from "../schemas/schedule-change";

const checkSchedulesRoute = createRoute({
  method: "post",
  path: "/v1/schedule-checks",
  tags: ["Bookings"],
  summary: "Ask suppliers now what airlines have changed of the bookings that depart soon",
  description:
    "Once, beside the partner's Schedule and also where that is off: each issued booking that departs within `schedule_check_days`. What has changed is kept until it is answered, and told by mail once. `POST /v1/operations/{operation_id}/cancel` ends it between two bookings.",
  ...permitted("booking.issue.partner"),
  request: { headers: idempotencyHeadersSchema },
  responses: {
    201: json(scheduleChecksSchema, "What was found"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(409, 422),
  },
});

export function registerScheduleChecks(router: Router, dependencies: ApiDependencies): void {
  router.openapi(checkSchedulesRoute, async (c) =>
    runOperation(c, dependencies, await toIdempotentRequest(c), checkSchedulesPlan(c)),
  );
}

function checkSchedulesPlan(c: Context<ApiEnvironment>): OperationPlan<ScheduleChecks> {
  const { scope, livemode } = c.get("principal");
  const { partner } = scope;
  const operationId = newId("operation");
  const request = {
    schemaVersion: 1,
    partner,
    request: { operationId, context: toRequestContext(c) },
    progress: null,
  } as const satisfies CheckSchedulesInput;
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.checkSchedules,
      workflowId: workflowIds.checkSchedulesNow(partner, operationId),
      resource: { type: "partner", id: partner },
      request,
    },
    workflow: {
      type: checkSchedulesType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: checkSchedulesUpdate,
    result: storedSchema,
    present: (found, { publicId }) =>
      Promise.resolve({
        body: presentScheduleChecks(found, publicId, livemode),
        headers: { Location: `/v1/operations/${publicId}` },
      }),
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The suppliers are being asked.")),
  };
}
