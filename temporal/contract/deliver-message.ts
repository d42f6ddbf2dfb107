import type { z } from "zod";

import type { deliverMessageInputSchema } from "./schemas/deliver-message";

export const deliverMessageType = "deliverMessage";

export type DeliverMessageInput = z.infer<typeof deliverMessageInputSchema>;

export type DeliverMessageResult =
  | { readonly kind: "sent"; readonly messageId: string; readonly documentId: string }
  /** The customer has no address on this channel. */
  | { readonly kind: "no_recipient" };
