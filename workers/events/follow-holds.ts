import type { Client } from "@temporalio/client";
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";

import type { StreamedEvent } from "../../db/events/event-stream";
import { readOwnJson } from "../../domain/own-json";
import { holdChanged, holdExpiryType } from "../../temporal/contract/hold";
import { queueOfSupplier } from "../../temporal/contract/queues";
import { holdExpiryInputSchema } from "../../temporal/contract/schemas/hold";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";

const changes = ["issued", "cancelled", "expired", "time_limit_changed"].map(
  (one) => `booking.${one}`,
);

/**
 * Starts what stands beside a held booking until its time limit, and tells it what has become of
 * it. An event that comes twice changes nothing: the workflow reads in the books what holds.
 */
export async function followHold(client: Client, event: StreamedEvent): Promise<void> {
  if (event.type === "booking.held") await startWaiting(client, event);
  if (changes.includes(event.type)) await tell(client, event);
}

interface HeldPayload {
  readonly booking_ref: string;
  readonly gds_provider?: string | null;
  readonly ticketing_deadline_at?: string | null;
}

async function startWaiting(
  client: Client,
  { partner, aggregateId: bookingId, payload }: StreamedEvent,
): Promise<void> {
  const held = readOwnJson<HeldPayload>(payload);
  const gdsProviderCode = held.gds_provider ?? null;
  // Without a time limit nothing expires.
  if (gdsProviderCode === null || !held.ticketing_deadline_at) return;
  const bookingReference = held.booking_ref;
  const input = { schemaVersion: 1, partner, bookingId, bookingReference, gdsProviderCode };
  try {
    await client.workflow.start(holdExpiryType, {
      args: [holdExpiryInputSchema.parse(input)],
      taskQueue: queueOfSupplier(gdsProviderCode),
      workflowId: workflowIds.holdExpiry(partner, bookingId),
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.bookingReference, value: bookingReference },
        { key: searchAttributes.supplier, value: gdsProviderCode },
        { key: searchAttributes.stage, value: "held" },
        { key: searchAttributes.needsAttention, value: false },
      ],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** A booking without a time limit has nobody beside it. */
async function tell(
  client: Client,
  { partner, aggregateId: bookingId }: StreamedEvent,
): Promise<void> {
  try {
    const workflowId = workflowIds.holdExpiry(partner, bookingId);
    await client.workflow.getHandle(workflowId).signal(holdChanged);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
