import { defineSignal, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type {
  postManualEntryInputSchema,
  postManualEntryResultSchema,
  reverseEntryInputSchema,
  submitJournalDraftInputSchema,
  submitJournalDraftResultSchema,
} from "./schemas/journal-draft";

export const submitJournalDraftType = "submitJournalDraft";
export type SubmitJournalDraftInput = z.infer<typeof submitJournalDraftInputSchema>;
export type SubmitJournalDraftResult = z.infer<typeof submitJournalDraftResultSchema>;

/** Waits for the request of approval, or for the refusal that posting would meet. */
export const submitJournalDraftUpdate = defineUpdate<
  SubmitJournalDraftResult | null,
  [{ readonly operationId: string }]
>("submit");

export const postManualEntryType = "postManualEntry";
export type PostManualEntryInput = z.infer<typeof postManualEntryInputSchema>;
export type PostManualEntryResult = z.infer<typeof postManualEntryResultSchema>;

/** Waits for the posted entry. */
export const postManualEntryUpdate = defineUpdate<
  PostManualEntryResult | null,
  [{ readonly operationId: string }]
>("post");

export const reverseEntryOnDayType = "reverseEntryOnDay";
export type ReverseEntryInput = z.infer<typeof reverseEntryInputSchema>;

export type ReverseEntryResult =
  | { readonly kind: "reversed"; readonly journalEntryId: string }
  /** A person was there first. */
  | { readonly kind: "already_reversed" };

/** From an operator who has mended what a reversal was refused for. */
export const tryReversalAgain = defineSignal("tryAgain");
