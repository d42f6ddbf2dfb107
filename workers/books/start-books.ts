import type { Client } from "@temporalio/client";

import type { Signer } from "../../db/audit/signing";
import type { WorkerDependencies } from "../dependencies";
import type { Loop } from "../leader-loop";
import { startAuditCheckpoints } from "./audit-checkpoints";
import { startAuditSealer } from "./audit-sealer";
import { startLeftOperationsLoop } from "./left-operations";
import { ensureStandingSchedules } from "./standing-schedules";

/** What lives beside the worker of the books: its Schedules, the audit's sealer, what was left. */
export async function startBooks(
  {
    database,
    logger,
    exports,
    ledger,
  }: Pick<WorkerDependencies, "database" | "logger" | "exports" | "ledger">,
  { client, signer }: { readonly client: Client; readonly signer: Signer | undefined },
): Promise<Loop> {
  await ensureStandingSchedules(client);
  const { documents } = exports;
  const { openPartner, now } = ledger;
  const loops = [
    startAuditSealer({ database, logger }),
    startLeftOperationsLoop({ database, openPartner, now, client, logger }),
  ];
  if (signer === undefined) {
    logger.warn("AUDIT_SIGNING_KEY is not set: no checkpoints of the audit are written");
  } else loops.push(startAuditCheckpoints({ database, documents, signer, logger }));
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
