import { toDateTime } from "../../db/read/amounts";
import { findBspFileRow } from "../../db/read/bsp-files";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { changeBspFile } from "../../db/write/bsp-files";
import { updateOperation } from "../../db/write/operations";
import { canonicalJson } from "../../domain/canonical-json";
import type { RefusalRecord } from "../../temporal/contract/failures";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import type { RequestContext } from "../../temporal/contract/payloads";
import { toActContext } from "../act-context";
import type { BspDependencies } from "./bsp-activities";

/** Puts a file aside for good, quarantined or cancelled, with the reason; once, however often run. */
export function createEndBspFile({ openPartner, now, observer }: BspDependencies) {
  return async function endBspFile(
    { partner, fileId, operationId }: ImportBspFileInput,
    { code, message, details }: RefusalRecord,
    context: RequestContext,
  ): Promise<void> {
    const scope = await openPartner(partner);
    const at = toDateTime(now());
    const file = await findBspFileRow(scope, fileId);
    const state = code === "OPERATION_CANCELLED" ? "cancelled" : "quarantined";
    await inTransaction(
      scope,
      async (transaction) => {
        const changed = await changeBspFile(transaction, file.bsp_import_file_id, {
          state,
          is_current: null,
          failure_code: code,
          failure_text: message.slice(0, 1_000),
          failure_details: canonicalJson(details),
          finished_at: at,
        });
        if (!changed) return;
        await updateOperation(transaction, operationId, {
          status: state === "cancelled" ? "cancelled" : "failed",
          stage: state,
          error: { code, message, details },
          at,
        });
        const event = {
          type: `bsp_file.${state}`,
          targetType: "bsp_file",
          targetId: fileId,
          payload: { sha256: file.sha256, code, details },
        };
        await writeAudit(transaction, toActContext(context), [event], at);
      },
      observer,
    );
  };
}
