import { toDateTime } from "../../../db/read/amounts";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { updateOperation } from "../../../db/write/operations";
import type {
  ExportCancellation,
  ExportReportInput,
} from "../../../temporal/contract/export-report";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";

/** Ends an export's operation as cancelled, with who and why in the audit; once, however often run. */
export function createRecordExportCancelled({ openPartner, now, observer }: LedgerDependencies) {
  return async function recordExportCancelled(
    { partner, operationId, request }: ExportReportInput,
    { context, note }: ExportCancellation,
  ): Promise<void> {
    const scope = await openPartner(partner);
    const at = toDateTime(now());
    await inTransaction(
      scope,
      async (transaction) => {
        const changed = await updateOperation(transaction, operationId, {
          status: "cancelled",
          stage: "cancelled",
          error: {
            code: "OPERATION_CANCELLED",
            message: "The export was cancelled.",
            details: {},
          },
          at,
        });
        if (!changed) return;
        const event = {
          type: "report.export_cancelled",
          targetType: "operation",
          targetId: operationId,
          payload: { report: request.report, note },
        };
        await writeAudit(transaction, toActContext(context), [event], at);
      },
      observer,
    );
  };
}
