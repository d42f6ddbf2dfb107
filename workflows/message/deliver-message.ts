import {
  ApplicationFailure,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from "@temporalio/workflow";

import type { MessageActivities } from "../../activities/message/message-activities";
import type {
  DeliverMessageInput,
  DeliverMessageResult,
} from "../../temporal/contract/deliver-message";
import { searchAttributes } from "../../temporal/contract/search-attributes";

// The mailer gives up on a server that trickles after two minutes. An e-ticket is rendered in one go,
// without a beat: that is seconds where a processor is short, and a second attempt mails once more.
const activities = proxyActivities<MessageActivities>({
  startToCloseTimeout: "5 minutes",
  heartbeatTimeout: "20 seconds",
  retry: {
    initialInterval: "1 second",
    maximumInterval: "10 minutes",
  },
});

/** One message to one target on one channel: its id is the lock, so it goes out once. */
export async function deliverMessage(input: DeliverMessageInput): Promise<DeliverMessageResult> {
  try {
    if (input.messageType === "user_link") return await activities.deliverUserLink(input);
    if (input.messageType === "security_notice") return await activities.mailSecurityNotice(input);
    return await activities.deliverETicket(input);
  } catch (error) {
    tellOperators(error);
    throw error;
  }
}

/** A failed message fails its workflow: it stands in the list of what needs attention. */
function tellOperators(error: unknown): void {
  const cause = error instanceof Error ? error.cause : undefined;
  const text = cause instanceof ApplicationFailure ? cause.message : String(error);
  setCurrentDetails(`**Not delivered**\n\n${text}`);
  upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: true }]);
}
