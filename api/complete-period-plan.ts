import type { Context } from "hono";

import { newId } from "../db/new-id";
import type { PeriodRecord } from "../db/read/periods";
import { Refusal } from "../domain/refusal";
import type {
  CompletePeriodInput,
  CompletePeriodResult,
} from "../temporal/contract/complete-period";
import { completePeriodType, completePeriodUpdate } from "../temporal/contract/complete-period";
import { taskQueues } from "../temporal/contract/queues";
import {
  completePeriodInputSchema,
  completePeriodResultSchema,
} from "../temporal/contract/schemas/complete-period";
import { searchAttributes } from "../temporal/contract/search-attributes";
import { workflowIds } from "../temporal/contract/workflow-ids";
import type { ApiEnvironment } from "./environment";
import type { OperationPlan } from "./operations";
import { operationKinds, presentCompletion } from "./present/operation-result";
import { toRequestContext } from "./request-context";

export function completePeriodPlan(
  c: Context<ApiEnvironment>,
  period: PeriodRecord,
  wanted: Pick<CompletePeriodInput, "attestations" | "lock" | "auditPack">,
): OperationPlan<CompletePeriodResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.completePeriod,
      workflowId: workflowIds.completePeriod(scope.partner, period.code, operationId),
      resource: { type: "period", id: period.publicId },
      request: completePeriodInputSchema.parse({
        ...wanted,
        schemaVersion: 1,
        partner: scope.partner,
        operationId,
        periodId: period.publicId,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: completePeriodType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: completePeriodUpdate,
    result: completePeriodResultSchema,
    present: (result, { publicId }) =>
      Promise.resolve({ body: presentCompletion(result, publicId, livemode), headers: {} }),
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The operation has ended already.")),
  };
}
