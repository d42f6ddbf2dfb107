import type { Client } from "@temporalio/client";

import type { WorkerDependencies } from "../dependencies";
import type { Loop } from "../leader-loop";
import { startAuditSealer } from "./audit-sealer";
import { ensureStandingSchedules } from "./standing-schedules";

/** What lives beside the worker of the books: the Schedules that it serves, and the audit's sealer. */
export async function startBooks(
  { database, logger }: Pick<WorkerDependencies, "database" | "logger">,
  client: Client,
): Promise<Loop> {
  await ensureStandingSchedules(client);
  return startAuditSealer({ database, logger });
}
