import type { Client } from "@temporalio/client";
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";

import type { StreamedEvent } from "../../db/events/event-stream";
import { approvalChanged, awaitApprovalType } from "../../temporal/contract/await-approval";
import { taskQueues } from "../../temporal/contract/queues";
import { awaitApprovalInputSchema } from "../../temporal/contract/schemas/await-approval";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";

const decisions = ["approved", "rejected", "withdrawn", "expired"].map((one) => `approval.${one}`);

/**
 * Starts what waits beside a request, and tells it of the decision. An event that comes twice
 * changes nothing: the workflow reads in the books what holds.
 */
export async function followApproval(client: Client, event: StreamedEvent): Promise<void> {
  const { partner, aggregateId: approvalId, type } = event;
  if (type === "approval.requested") await startWaiting(client, { partner, approvalId });
  if (decisions.includes(type)) await tell(client, workflowIds.awaitApproval(partner, approvalId));
}

async function startWaiting(
  client: Client,
  { partner, approvalId }: { readonly partner: string; readonly approvalId: string },
): Promise<void> {
  try {
    await client.workflow.start(awaitApprovalType, {
      args: [awaitApprovalInputSchema.parse({ schemaVersion: 1, partner, approvalId })],
      taskQueue: taskQueues.books,
      workflowId: workflowIds.awaitApproval(partner, approvalId),
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** One that the policy decided, or that has ended, has nobody beside it. */
async function tell(client: Client, workflowId: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).signal(approvalChanged);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
