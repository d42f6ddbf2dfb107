import type { WorkflowStartOptions } from "@temporalio/client";
import type { SearchAttributePair } from "@temporalio/common";
import { z } from "zod";

import type { JsonValue } from "../domain/canonical-json";
import type { TaskQueue } from "./contract/queues";
import { taskQueues } from "./contract/queues";
import { searchAttributes } from "./contract/search-attributes";

/** What an operation's workflow is started as, beside its id and input. */
export interface OperationWorkflow {
  readonly type: string;
  readonly taskQueue: TaskQueue;
  readonly searchAttributes: readonly SearchAttributePair[];
}

const queues = Object.values(taskQueues);
const storedSchema = z.strictObject({
  type: z.string(),
  taskQueue: z.enum(queues),
  searchAttributes: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
});

/** As it is kept with the operation, so that another process can start it. */
export function toStoredWorkflow(workflow: OperationWorkflow): JsonValue {
  const values = workflow.searchAttributes.map(({ key, value }) => [key.name, value] as const);
  return storedSchema.parse({ ...workflow, searchAttributes: Object.fromEntries(values) });
}

export function readStoredWorkflow(stored: unknown): OperationWorkflow {
  const { searchAttributes: values, ...workflow } = storedSchema.parse(stored);
  const { needsAttention, ticketNumber, partnerId, bookingReference, supplier, stage } =
    searchAttributes;
  const texts = [partnerId, bookingReference, supplier, stage].flatMap((key) => {
    const value = values[key.name];
    return typeof value === "string" ? [{ key, value }] : [];
  });
  const flag = values[needsAttention.name];
  const numbers = values[ticketNumber.name];
  return {
    ...workflow,
    searchAttributes: [
      ...texts,
      ...(typeof flag === "boolean" ? [{ key: needsAttention, value: flag }] : []),
      ...(Array.isArray(numbers) ? [{ key: ticketNumber, value: numbers }] : []),
    ],
  };
}

/** However often it is started: by the request, by the same one again, or in its place. */
export function toOperationStart(
  workflow: OperationWorkflow,
  operation: {
    readonly publicId: string;
    readonly workflowId: string;
    readonly request: JsonValue;
  },
) {
  return {
    args: [operation.request],
    workflowId: operation.workflowId,
    taskQueue: workflow.taskQueue,
    workflowIdReusePolicy: "ALLOW_DUPLICATE_FAILED_ONLY",
    // A worker's death is noticed by the tasks it leaves behind.
    workflowTaskTimeout: "3 seconds",
    memo: { operationId: operation.publicId },
    typedSearchAttributes: [...workflow.searchAttributes],
  } as const satisfies WorkflowStartOptions;
}
