import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type {
  importJournalInputSchema,
  importJournalResultSchema,
  storedImportSchema,
} from "./schemas/import-journal";

export const importJournalType = "importJournal";

export type ImportJournalInput = z.infer<typeof importJournalInputSchema>;
export type ImportJournalResult = z.infer<typeof importJournalResultSchema>;
export type StoredImport = z.infer<typeof storedImportSchema>;

/** Waits for the entries, or for what is wrong with the file. */
export const importJournalUpdate = defineUpdate<
  ImportJournalResult | null,
  [{ readonly operationId: string }]
>("import");
