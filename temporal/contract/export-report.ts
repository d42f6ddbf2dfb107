import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { RequestContext, StageTime } from "./payloads";
import type {
  exportReportInputSchema,
  exportReportResultSchema,
  tabularReportSchema,
} from "./schemas/export-report";

export const exportReportType = "exportReport";

export type ExportReportInput = z.infer<typeof exportReportInputSchema>;
export type ExportReportResult = z.infer<typeof exportReportResultSchema>;
export type TabularReport = z.infer<typeof tabularReportSchema>;

/** Waits for the document. */
export const exportReportUpdate = defineUpdate<
  ExportReportResult | null,
  [{ readonly operationId: string }]
>("export");

/** Why and by whom an export is cancelled. */
export interface ExportCancellation {
  readonly context: RequestContext;
  readonly note: string;
}

export interface ExportProgress {
  readonly operationId: string;
  readonly stage: "ended";
  readonly stages: readonly StageTime[];
}

/** Stops the export; answers when it has ended, cancelled or not: a file that is there stays. */
export const cancelExportUpdate = defineUpdate<ExportProgress, [ExportCancellation]>("cancel");
