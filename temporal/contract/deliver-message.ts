import { z } from "zod";

export const deliverMessageType = "deliverMessage";

export const deliverMessageInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  eventId: z.string(),
  channel: z.enum(["email"]),
  messageType: z.enum(["e_ticket"]),
  bookingId: z.string(),
});
export type DeliverMessageInput = z.infer<typeof deliverMessageInputSchema>;

export type DeliverMessageResult =
  | { readonly kind: "sent"; readonly messageId: string; readonly documentId: string }
  /** The customer has no address on this channel. */
  | { readonly kind: "no_recipient" };
