import { z } from "zod";

import { operationInputSchema } from "./journal-draft";

export const changeRecurringJournalInputSchema = operationInputSchema.extend({
  recurringId: z.string(),
  action: z.enum(["start", "pause", "resume", "end"]),
  /** Of the start: it is approved. */
  approvalId: z.string().nullable(),
  reason: z.string().nullable(),
  /** Of a resumption: what was due while it was paused is posted after all. */
  catchUp: z.boolean().default(false),
});

export const changeRecurringJournalResultSchema = z.strictObject({
  recurringId: z.string(),
  approvalId: z.string().nullable(),
  status: z.enum(["active", "paused", "ended"]),
});

export const runRecurringJournalInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  recurringId: z.string(),
});
