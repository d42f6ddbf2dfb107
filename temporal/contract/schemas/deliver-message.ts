import { z } from "zod";

import { securityChangeNames } from "../../../domain/security-change";

const message = {
  schemaVersion: z.literal(1),
  partner: z.string(),
  eventId: z.string(),
  channel: z.enum(["email"]),
};

export const deliverETicketInputSchema = z.strictObject({
  ...message,
  messageType: z.enum(["e_ticket"]),
  bookingId: z.string(),
});

/** Names the link alone: what it opens is read, and unsealed, where it is mailed. */
export const deliverUserLinkInputSchema = z.strictObject({
  ...message,
  messageType: z.enum(["user_link"]),
  linkId: z.string(),
});

export const deliverSecurityNoticeInputSchema = z.strictObject({
  ...message,
  messageType: z.enum(["security_notice"]),
  userId: z.string(),
  change: z.enum(securityChangeNames),
  /** DATETIME(6), UTC. */
  at: z.string(),
});

export const deliverMessageInputSchema = z.discriminatedUnion("messageType", [
  deliverETicketInputSchema,
  deliverUserLinkInputSchema,
  deliverSecurityNoticeInputSchema,
]);
