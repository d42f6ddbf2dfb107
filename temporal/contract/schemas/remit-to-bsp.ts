import { z } from "zod";

import { moneySchema, requestContextSchema } from "./payloads";

export const remitToBspInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  /** The remittance's public id. */
  remittanceId: z.string(),
  operationId: z.string(),
  billing: z.strictObject({ market: z.string(), endsOn: z.iso.date(), currency: z.string() }),
  /** The settlement plan that is paid, as a supplier of ours: its public id. */
  payeeId: z.string(),
  /** When the bank is to pay, at the earliest. */
  paysOn: z.iso.date(),
  context: requestContextSchema,
});

export const remitToBspResultSchema = z.strictObject({
  remittanceId: z.string(),
  batchCode: z.string(),
  remitted: moneySchema,
  journalEntryId: z.string(),
  /** The file for the bank; null where nothing is ordered of it. */
  documentId: z.string().nullable(),
});
