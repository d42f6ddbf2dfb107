import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const settleStrayOrderInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  gdsProviderCode: z.string(),
  recordLocator: z.string(),
  /** Of the operation that begins once there is something to decide. */
  operationId: z.string(),
  context: requestContextSchema,
});

export const strayOrderEndSchema = z.strictObject({
  /**
   * dismissed: a person has left it at the supplier. gone: it carries no tickets. booked: a booking
   * has been issued with it. known: a person has dismissed these tickets before.
   */
  outcome: z.enum(["dismissed", "gone", "booked", "known"]),
  ticketNumbers: z.array(z.string()),
});
