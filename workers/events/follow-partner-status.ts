import type { Client } from "@temporalio/client";
import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";

import type { StreamedEvent } from "../../db/events/event-stream";
import { readOwnJson } from "../../domain/own-json";
import type { FollowPartnerStatusInput } from "../../temporal/contract/partner-status";
import { followPartnerStatusType } from "../../temporal/contract/partner-status";
import { taskQueues } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";

/** Has a partner's Schedules follow its status; an event that comes twice starts nothing. */
export async function startFollowing(
  client: Client,
  { partner, eventId, payload }: Pick<StreamedEvent, "partner" | "eventId" | "payload">,
): Promise<void> {
  const { since } = readOwnJson<{ readonly since: string | null }>(payload);
  const input: FollowPartnerStatusInput = { schemaVersion: 1, partner, since };
  try {
    await client.workflow.start(followPartnerStatusType, {
      args: [input],
      taskQueue: taskQueues.books,
      workflowId: workflowIds.followPartnerStatus(partner, eventId),
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: partner }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
