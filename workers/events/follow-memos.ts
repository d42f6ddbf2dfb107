import type { Client } from "@temporalio/client";
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";

import type { StreamedEvent } from "../../db/events/event-stream";
import { followMemoType, memoChanged } from "../../temporal/contract/memo";
import { taskQueues } from "../../temporal/contract/queues";
import { followMemoInputSchema } from "../../temporal/contract/schemas/memo";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";

/**
 * Starts what stands beside an airline's memo until it is settled, and tells it what has become of
 * it. An event that comes twice changes nothing: the workflow reads in the books what holds.
 */
export async function followMemos(client: Client, event: StreamedEvent): Promise<void> {
  if (event.type === "memo.received") await startFollowing(client, event);
  else await tell(client, event);
}

async function startFollowing(
  client: Client,
  { partner, aggregateId: memoId }: StreamedEvent,
): Promise<void> {
  try {
    await client.workflow.start(followMemoType, {
      args: [followMemoInputSchema.parse({ schemaVersion: 1, partner, memoId })],
      taskQueue: taskQueues.books,
      workflowId: workflowIds.followMemo(partner, memoId),
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.stage, value: "received" },
        { key: searchAttributes.needsAttention, value: false },
      ],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function tell(
  client: Client,
  { partner, aggregateId: memoId }: StreamedEvent,
): Promise<void> {
  try {
    const workflowId = workflowIds.followMemo(partner, memoId);
    await client.workflow.getHandle(workflowId).signal(memoChanged);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
