import type { Client } from "@temporalio/client";

import { applyCheckSchedule } from "../../activities/booking/schedule-checks/apply-check-schedule";
import type { StreamedEvent } from "../../db/events/event-stream";
import type { OpenPartner } from "../../db/partner-scopes";
import { readOwnJson } from "../../domain/own-json";
import type { DeletePartnerInput } from "../../temporal/contract/delete-partner";
import { deletePartnerType } from "../../temporal/contract/delete-partner";
import type { FollowPartnerStatusInput } from "../../temporal/contract/partner-status";
import { followPartnerStatusType } from "../../temporal/contract/partner-status";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { startOnce } from "./start-once";

/** What happens to a partner after its row has changed. */
export async function followPartner(
  client: Client,
  openPartner: OpenPartner,
  { type, partner, eventId, payload }: StreamedEvent,
): Promise<void> {
  switch (type) {
    case "partner.status_changed": {
      const { since } = readOwnJson<{ readonly since: string | null }>(payload);
      const input: FollowPartnerStatusInput = { schemaVersion: 1, partner, since };
      const workflowId = workflowIds.followPartnerStatus(partner, eventId);
      return startOnce(client, { type: followPartnerStatusType, workflowId, partner, input });
    }
    case "partner.deletion_confirmed": {
      const { due_at: dueAt } = readOwnJson<{ readonly due_at: string }>(payload);
      const input: DeletePartnerInput = { schemaVersion: 1, partner, dueAt };
      const workflowId = workflowIds.deletePartner(partner, eventId);
      return startOnce(client, { type: deletePartnerType, workflowId, partner, input });
    }
    case "partner.schedule_checks_changed":
      await applyCheckSchedule(client.schedule, await openPartner(partner));
      return;
    default:
  }
}
