import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type {
  changeRecurringJournalInputSchema,
  changeRecurringJournalResultSchema,
  runRecurringJournalInputSchema,
} from "./schemas/recurring-journal";

export const changeRecurringJournalType = "changeRecurringJournal";
export type ChangeRecurringJournalInput = z.infer<typeof changeRecurringJournalInputSchema>;
export type ChangeRecurringJournalResult = z.infer<typeof changeRecurringJournalResultSchema>;

/** Waits until the books and the Temporal Schedule are both changed. */
export const changeRecurringJournalUpdate = defineUpdate<
  ChangeRecurringJournalResult | null,
  [{ readonly operationId: string }]
>("change");

export const runRecurringJournalType = "runRecurringJournal";
export type RunRecurringJournalInput = z.infer<typeof runRecurringJournalInputSchema>;

export type RunRecurringJournalResult =
  | {
      readonly kind: "posted";
      readonly draftId: string;
      readonly journalEntryId: string;
      readonly reverseAt: string | null;
    }
  /** Left as a draft, for a person to submit once it can be posted. */
  | { readonly kind: "refused"; readonly draftId: string; readonly code: string }
  /** It is paused, or has ended. */
  | { readonly kind: "skipped"; readonly status: string };
