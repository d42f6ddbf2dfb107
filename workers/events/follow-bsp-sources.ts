import type { Client } from "@temporalio/client";

import { applySourceSchedule } from "../../activities/bsp/source/apply-source-schedule";
import type { StreamedEvent } from "../../db/events/event-stream";
import type { OpenPartner } from "../../db/partner-scopes";

/** Has the Schedule of a source follow its row: an event that comes late applies what holds now. */
export async function followBspSource(
  client: Client,
  openPartner: OpenPartner,
  { partner, aggregateId }: StreamedEvent,
): Promise<void> {
  await applySourceSchedule(client.schedule, await openPartner(partner), aggregateId);
}
