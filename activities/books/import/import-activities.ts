import type { DocumentStore } from "../../../suppliers/documents/port";
import type { LedgerDependencies } from "../../dependencies";
import { createImportJournal } from "./import-journal";

export interface ImportDependencies extends LedgerDependencies {
  readonly documents: DocumentStore;
}

export type ImportActivities = ReturnType<typeof createImportActivities>;

export function createImportActivities(dependencies: ImportDependencies) {
  return { importJournal: createImportJournal(dependencies) };
}
