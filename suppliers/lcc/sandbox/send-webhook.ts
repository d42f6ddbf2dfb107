import { randomUUID } from "node:crypto";

import { signMessage } from "../webhook";
import type { LccStore } from "./records";

/** Tells the partner that the carrier has answered; a message that is not taken is not sent again. */
export function sendConfirmation(store: LccStore, orderId: string): void {
  const webhook = store.find("webhook", "all");
  if (webhook === undefined) return;
  const body = JSON.stringify({
    id: `wev_${randomUUID()}`,
    type: "order.confirmed",
    data: { object: { id: orderId } },
  });
  const signature = signMessage(webhook.secret, Math.floor(Date.now() / 1_000), body);
  fetch(webhook.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Duffel-Signature": signature },
    body,
  }).catch(() => undefined);
}
