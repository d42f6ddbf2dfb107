import { context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import type { Client, WorkflowHandle } from "@temporalio/client";
import { WorkflowExecutionAlreadyStartedError } from "@temporalio/client";

import type { StreamedEvent } from "../../db/events/event-stream";
import { forgetPublished, markDispatched } from "../../db/events/outbox-rows";
import { createPartnerScopes } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import { readOwnJson } from "../../domain/own-json";
import { isSecurityChange } from "../../domain/security-change";
import type { DeliverMessageInput } from "../../temporal/contract/deliver-message";
import { deliverMessageType } from "../../temporal/contract/deliver-message";
import { taskQueues } from "../../temporal/contract/queues";
import { deliverMessageInputSchema } from "../../temporal/contract/schemas/deliver-message";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { EventHandler } from "./event-consumer";
import { followApproval } from "./follow-approvals";
import { followBspSource } from "./follow-bsp-sources";
import { followHold } from "./follow-holds";
import { followMemos } from "./follow-memos";
import { followPartner } from "./follow-partner";

/** Deliveries begun at once: what waits, waits in the stream, where it costs nothing. */
const batchMax = 4;
/** A delivery that takes longer, its mail server down perhaps, does not hold up the next ones. */
const paceMs = 2_000;

/**
 * Starts the workflows that events call for. Their ids contain the event's, so an event that
 * arrives twice changes nothing; it is acknowledged once they have started.
 */
export function createMessageDelivery({
  database,
  client,
}: {
  readonly database: DatabaseHandle;
  readonly client: Client;
}): EventHandler {
  const { system } = database;
  const openPartner = createPartnerScopes(database);
  return {
    group: "messaging",
    batchMax,
    onGroupCreated: () => forgetPublished(system),
    handle: async (events, acknowledge) => {
      const deliveries: WorkflowHandle[] = [];
      for (const event of events) {
        await inTraceOf(event, async () => {
          for (const message of messagesOf(event)) {
            deliveries.push(await startDelivery(client, message));
          }
          if (event.aggregateType === "approval") await followApproval(client, event);
          if (event.aggregateType === "booking") await followHold(client, event);
          if (event.aggregateType === "memo") await followMemos(client, event);
          if (event.aggregateType === "bsp_source") {
            await followBspSource(client, openPartner, event);
          }
          await followPartner(client, openPartner, event);
        });
      }
      await markDispatched(system, events);
      await acknowledge();
      await client.withDeadline(Date.now() + paceMs, () =>
        Promise.allSettled(deliveries.map((delivery) => delivery.result())),
      );
    },
  };
}

function inTraceOf(event: StreamedEvent, work: () => Promise<void>): Promise<void> {
  const { traceContext: traceparent } = event;
  const parent =
    traceparent === null ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
  return context.with(parent, work);
}

/** Which messages an event sends, and to whom. */
function messagesOf(event: StreamedEvent): DeliverMessageInput[] {
  const { partner, eventId, aggregateId } = event;
  const message = { schemaVersion: 1, partner, eventId, channel: "email" } as const;
  switch (event.type) {
    case "booking.issued":
    case "ticket.exchanged":
      return [{ ...message, messageType: "e_ticket", bookingId: aggregateId }];
    case "user_link.created":
      return [{ ...message, messageType: "user_link", linkId: aggregateId }];
    case "user.security_changed":
      return noticesOf(event).map((notice) => ({ ...message, ...notice, userId: aggregateId }));
    default:
      return [];
  }
}

/** An event of a later version may tell of what this one has no words for. */
function noticesOf({ payload, occurredAt: at }: StreamedEvent) {
  const { change } = readOwnJson<{ readonly change: string }>(payload);
  return isSecurityChange(change) ? [{ messageType: "security_notice" as const, change, at }] : [];
}

async function startDelivery(client: Client, input: DeliverMessageInput): Promise<WorkflowHandle> {
  const workflowId = workflowIds.deliverMessage(input.eventId, input.channel, input.messageType);
  try {
    return await client.workflow.start(deliverMessageType, {
      args: [deliverMessageInputSchema.parse(input)],
      taskQueue: taskQueues.messaging,
      workflowId,
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      requestEagerStart: true,
      workflowTaskTimeout: "5 seconds",
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: input.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      return client.workflow.getHandle(workflowId);
    }
    throw error;
  }
}
