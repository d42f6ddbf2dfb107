import type { Logger } from "pino";

import { sealAuditLogs } from "../../db/audit/seal-audit-logs";
import type { DatabaseHandle } from "../../db/pool";
import type { Loop } from "../leader-loop";
import { startLeaderLoop } from "../leader-loop";

const idleMs = 1_000;

/** Links what commits have left in the audit into the partners' chains, within seconds. */
export function startAuditSealer(parts: {
  readonly database: DatabaseHandle;
  readonly logger: Logger;
}): Loop {
  return startLeaderLoop(parts, {
    lock: "audit-seals",
    name: "audit sealer",
    idleMs,
    step: () => sealAuditLogs(parts.database.system),
  });
}
