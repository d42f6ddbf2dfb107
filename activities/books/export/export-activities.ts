import type { DocumentStore } from "../../../suppliers/documents/port";
import type { LedgerDependencies } from "../../dependencies";
import { createRecordExportCancelled } from "./record-export-cancelled";
import type { ReportThreads } from "./report-threads";
import { createWriteReport } from "./write-report";

export interface ExportDependencies extends LedgerDependencies {
  readonly documents: DocumentStore;
  readonly threads: ReportThreads;
}

export type ExportActivities = ReturnType<typeof createExportActivities>;

export function createExportActivities(dependencies: ExportDependencies) {
  return {
    writeReport: createWriteReport(dependencies),
    recordExportCancelled: createRecordExportCancelled(dependencies),
  };
}
