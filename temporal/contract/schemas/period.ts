import { z } from "zod";

import { checklistItems } from "../../../domain/period/checklist";
import { moneySchema, requestContextSchema } from "./payloads";

const asked = {
  schemaVersion: z.literal(1),
  partner: z.string(),
  operationId: z.string(),
  context: requestContextSchema,
};

export const periodActionSchema = z.enum(["check", "soft_close", "close", "lock", "reopen"]);

export const closePeriodInputSchema = z.strictObject({
  ...asked,
  periodId: z.string(),
  action: periodActionSchema,
  /** Items that a person answers for, each with what they looked at. */
  attestations: z.array(z.strictObject({ item: z.enum(checklistItems), note: z.string() })),
  /** Of a reopening: the approval that it is, and why. */
  approval: z.strictObject({ id: z.string(), reason: z.string().nullable() }).nullable(),
});

export const closePeriodResultSchema = z.strictObject({
  periodId: z.string(),
  status: z.enum(["open", "soft_closed", "closed", "locked"]),
  checklistId: z.string().nullable(),
});

export const revaluePeriodInputSchema = z.strictObject({ ...asked, periodId: z.string() });

export const revaluePeriodResultSchema = z.strictObject({
  periodId: z.string(),
  /** Foreign balances that were looked at. */
  balances: z.number().int(),
  /** None where every balance stands at the closing rate already. */
  journalEntryId: z.string().nullable(),
  reversalId: z.string().nullable(),
  /** What was gained, in functional currency; below zero a loss. */
  gain: moneySchema,
});

export const accruePeriodInputSchema = z.strictObject({ ...asked, periodId: z.string() });

export const accruePeriodResultSchema = z.strictObject({
  periodId: z.string(),
  /** None where what is accrued is what is probable. */
  journalEntryId: z.string().nullable(),
  agreements: z.array(
    z.strictObject({
      agreementId: z.string(),
      volume: moneySchema,
      expected: moneySchema,
      probable: moneySchema,
      accruedBefore: moneySchema,
      /** By this entry; below zero taken back. */
      accrued: moneySchema,
    }),
  ),
});

export const closeFiscalYearInputSchema = z.strictObject({
  ...asked,
  fiscalYear: z.number().int(),
});

export const closeFiscalYearResultSchema = z.strictObject({
  fiscalYear: z.number().int(),
  /** None where income and expense are at zero already. */
  journalEntryId: z.string().nullable(),
  /** What this entry moved to retained earnings; below zero a loss. */
  profit: moneySchema,
});
