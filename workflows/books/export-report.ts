import { CancellationScope, condition, proxyActivities, setHandler } from "@temporalio/workflow";

import type { ExportActivities } from "../../activities/books/export/export-activities";
import type {
  ExportCancellation,
  ExportReportInput,
  ExportReportResult,
} from "../../temporal/contract/export-report";
import { cancelExportUpdate, exportReportUpdate } from "../../temporal/contract/export-report";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import { systemContext } from "../../temporal/contract/payloads";
import { runOperation } from "./run-operation";

/** A worker that dies is noticed by its silence, and the file is written anew. */
const { writeReport } = proxyActivities<ExportActivities>({
  startToCloseTimeout: "1 hour",
  heartbeatTimeout: "15 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute" },
});
const { recordExportCancelled } = proxyActivities<ExportActivities>({
  startToCloseTimeout: "30 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "5 seconds" },
});

/** Writes a report to a document, until somebody calls it off. */
export async function exportReport(input: ExportReportInput): Promise<ExportReportResult> {
  const writing = new CancellationScope();
  const state: { cancellation?: ExportCancellation; hasEnded: boolean } = { hasEnded: false };
  const cancel = (cancellation: ExportCancellation): void => {
    state.cancellation ??= cancellation;
    writing.cancel();
  };
  setHandler(cancelExportUpdate, async (cancellation) => {
    cancel(cancellation);
    await condition(() => state.hasEnded);
    return { operationId: input.operationId, stage: "ended", stages: [] };
  });
  // Whoever cancels it in Temporal's own UI wants the same.
  CancellationScope.current().cancelRequested.catch(() => cancel(cancelledInTheUi));
  return CancellationScope.nonCancellable(() =>
    runOperation(exportReportUpdate, input, () => write(input, writing, state)),
  );
}

async function write(
  input: ExportReportInput,
  writing: CancellationScope,
  state: { readonly cancellation?: ExportCancellation; hasEnded: boolean },
): Promise<ExportReportResult> {
  try {
    return await writing.run(() => writeReport(input));
  } catch (error) {
    const { cancellation } = state;
    if (cancellation === undefined || findRefusal(error) !== undefined) throw error;
    await recordExportCancelled(input, cancellation);
    throw refusalFailure("OPERATION_CANCELLED", "The export was cancelled.");
  } finally {
    state.hasEnded = true;
  }
}

const cancelledInTheUi: ExportCancellation = {
  note: "cancelled in Temporal",
  context: systemContext,
};
