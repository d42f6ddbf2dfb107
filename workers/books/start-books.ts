import type { Client } from "@temporalio/client";

import type { Signer } from "../../db/audit/signing";
import type { WorkerDependencies } from "../dependencies";
import type { Loop } from "../leader-loop";
import { startAuditCheckpoints } from "./audit-checkpoints";
import { startAuditSealer } from "./audit-sealer";
import { ensureStandingSchedules } from "./standing-schedules";

/** What lives beside the worker of the books: the Schedules that it serves, and the audit's sealer. */
export async function startBooks(
  { database, logger, exports }: Pick<WorkerDependencies, "database" | "logger" | "exports">,
  { client, signer }: { readonly client: Client; readonly signer: Signer | undefined },
): Promise<Loop> {
  await ensureStandingSchedules(client);
  const { documents } = exports;
  const loops = [startAuditSealer({ database, logger })];
  if (signer === undefined) {
    logger.warn("AUDIT_SIGNING_KEY is not set: no checkpoints of the audit are written");
  } else loops.push(startAuditCheckpoints({ database, documents, signer, logger }));
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
