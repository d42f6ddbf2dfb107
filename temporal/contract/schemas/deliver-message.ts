import { z } from "zod";

export const deliverMessageInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  eventId: z.string(),
  channel: z.enum(["email"]),
  messageType: z.enum(["e_ticket"]),
  bookingId: z.string(),
});
