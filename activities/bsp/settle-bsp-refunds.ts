import { getClient } from "@temporalio/activity";
import { WorkflowNotFoundError } from "@temporalio/client";

import type { BspFileRow } from "../../db/read/bsp-files";
import { findBspFileRow } from "../../db/read/bsp-files";
import type { RefundInFile } from "../../db/read/bsp-matching";
import { listRefundsInFile } from "../../db/read/bsp-matching";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import { refundSettled } from "../../temporal/contract/refund-tickets";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { keepHeartbeating } from "../heartbeat";
import type { BspDependencies } from "./bsp-activities";

const pageSize = 200;

/** Tells the refunds that a file shows that the airline's part has arrived. Told twice, it is written once. */
export function createSettleBspRefunds({ openPartner }: BspDependencies) {
  return function settleBspRefunds(input: ImportBspFileInput): Promise<void> {
    return keepHeartbeating(async () => {
      const scope = await openPartner(input.partner);
      const file = await findBspFileRow(scope, input.fileId);
      let after = 0;
      for (;;) {
        const page = { after, limit: pageSize };
        const refunds = await listRefundsInFile(scope, file.bsp_import_file_id, page);
        for (const refund of refunds) await tell(input, file, refund);
        if (refunds.length < pageSize) return;
        after = refunds.at(-1)?.ordinal ?? after;
      }
    });
  };
}

/** One whose workflow was ended by an operator has nobody to be told. */
async function tell(
  { partner, context }: ImportBspFileInput,
  { public_id: reference, file_name: name }: BspFileRow,
  { refundId, remittedOn }: RefundInFile,
): Promise<void> {
  const settlement = {
    kind: "bsp",
    reference,
    settledOn: remittedOn,
    reason: `Found in the BSP file ${name}.`.slice(0, 500),
    context,
  } as const;
  try {
    await getClient()
      .workflow.getHandle(workflowIds.refundTickets(partner, refundId))
      .signal(refundSettled, settlement);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
