import type { Client } from "@temporalio/client";
import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";

import { taskQueues } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";

/** Starts what an event calls for on the queue of the books; an event that comes twice starts nothing. */
export async function startOnce(
  client: Client,
  workflow: {
    readonly type: string;
    readonly workflowId: string;
    readonly partner: string;
    readonly input: object;
  },
): Promise<void> {
  try {
    await client.workflow.start(workflow.type, {
      args: [workflow.input],
      taskQueue: taskQueues.books,
      workflowId: workflow.workflowId,
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: workflow.partner }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
