import type { Context } from "hono";

import { newId } from "../db/new-id";
import { getBspSource } from "../db/read/bsp-sources";
import { Refusal } from "../domain/refusal";
import type { PollBspSourceResult } from "../temporal/contract/poll-bsp-source";
import { pollBspSourceType, pollBspSourceUpdate } from "../temporal/contract/poll-bsp-source";
import { taskQueues } from "../temporal/contract/queues";
import {
  pollBspSourceInputSchema,
  pollBspSourceResultSchema,
} from "../temporal/contract/schemas/poll-bsp-source";
import { searchAttributes } from "../temporal/contract/search-attributes";
import { workflowIds } from "../temporal/contract/workflow-ids";
import type { ApiEnvironment } from "./environment";
import type { OperationPlan } from "./operations";
import { presentBspSource } from "./present/bsp-source";
import { operationKinds } from "./present/operation-result";
import { toRequestContext } from "./request-context";

/** Looks at a source now, beside what its Schedule does. */
export function bspSourcePlan(
  c: Context<ApiEnvironment>,
  sourceId: string,
): OperationPlan<PollBspSourceResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.pollBspSource,
      workflowId: workflowIds.pollBspSource(scope.partner, sourceId, operationId),
      resource: { type: "bsp_source", id: sourceId },
      request: pollBspSourceInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        sourceId,
        version: null,
        request: { operationId, context: toRequestContext(c) },
      }),
    },
    workflow: {
      type: pollBspSourceType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: pollBspSourceUpdate,
    result: pollBspSourceResultSchema,
    present: async () => ({
      body: presentBspSource(await getBspSource(scope, sourceId), livemode),
      headers: { Location: `/v1/bsp-sources/${sourceId}` },
    }),
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The source is being looked at.")),
  };
}
