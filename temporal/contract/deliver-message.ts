import type { z } from "zod";

import type {
  deliverETicketInputSchema,
  deliverMessageInputSchema,
  deliverSecurityNoticeInputSchema,
  deliverUserLinkInputSchema,
} from "./schemas/deliver-message";

export const deliverMessageType = "deliverMessage";

export type DeliverMessageInput = z.infer<typeof deliverMessageInputSchema>;
export type DeliverETicketInput = z.infer<typeof deliverETicketInputSchema>;
export type DeliverSecurityNoticeInput = z.infer<typeof deliverSecurityNoticeInputSchema>;
export type DeliverUserLinkInput = z.infer<typeof deliverUserLinkInputSchema>;

export type DeliverMessageResult =
  | { readonly kind: "sent"; readonly messageId: string; readonly documentId?: string }
  /** The customer has no address on this channel. */
  | { readonly kind: "no_recipient" }
  /** A link that was used or replaced before it was mailed. */
  | { readonly kind: "superseded" };
