import type { Context } from "hono";

import { toDateTime } from "../db/read/amounts";
import type { DocumentRecord } from "../db/read/documents";
import { inTransaction } from "../db/transaction";
import { writeAudit } from "../db/write/audit";
import { Refusal } from "../domain/refusal";
import type { ApiEnvironment } from "./environment";
import { requirePermission } from "./middleware/require";
import { requirePersonSignedIn } from "./person-signed-in";
import { toActContext } from "./request-context";

/** How long an archive of everything can be fetched. */
export const archiveDays = 7;

const mayExport = requirePermission("partner.export.partner", { stepUp: true });

/**
 * Whoever may read documents may not for that reason take everything: only who could have had it
 * written, signed in, who has just proved who they are, and while it is fresh. Each is audited.
 */
export async function admitToArchive(
  c: Context<ApiEnvironment>,
  document: DocumentRecord,
  now: () => string,
): Promise<void> {
  await mayExport(c, () => Promise.resolve());
  const { scope } = requirePersonSignedIn(c.get("principal"));
  const at = now();
  const expiresAt = Date.parse(document.createdAt) + archiveDays * 86_400_000;
  if (Date.parse(at) > expiresAt) {
    throw new Refusal("EXPORT_EXPIRED", "The archive is too old. Have another one written.", {
      days_max: archiveDays,
    });
  }
  const event = {
    type: "partner.export_fetched",
    targetType: "document",
    targetId: document.publicId,
    payload: { sha256: document.sha256 },
  };
  await inTransaction(scope, (transaction) =>
    writeAudit(transaction, toActContext(c), [event], toDateTime(at)),
  );
}
