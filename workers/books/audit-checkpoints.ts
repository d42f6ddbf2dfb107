import type { Logger } from "pino";

import { checkpointName, findHead, signCheckpoint } from "../../db/audit/checkpoint";
import type { Signer } from "../../db/audit/signing";
import type { OpenPartner } from "../../db/partner-scopes";
import { createPartnerScopes, listPartners } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import { sha256Of } from "../../suppliers/documents/document-content";
import { formatDocumentKey } from "../../suppliers/documents/document-key";
import type { DocumentStore } from "../../suppliers/documents/port";
import type { Loop } from "../leader-loop";
import { startLeaderLoop } from "../leader-loop";

const idleMs = 30_000;
const partnersAtOnce = 200;

interface CheckpointParts {
  readonly database: DatabaseHandle;
  readonly documents: DocumentStore;
  readonly signer: Signer;
}

/** Writes the signed head of each partner's chain into the document store, once an hour. */
export function startAuditCheckpoints(parts: CheckpointParts & { readonly logger: Logger }): Loop {
  let doneHour = "";
  return startLeaderLoop(parts, {
    lock: "audit-checkpoints",
    name: "audit checkpoints",
    idleMs,
    step: async () => {
      const at = new Date().toISOString();
      const hour = checkpointName(at);
      if (hour === doneHour) return 0;
      const count = await writeCheckpoints(parts, at);
      doneHour = hour;
      return count;
    },
  });
}

/** Returns how many were written; the first of an hour stands. */
export async function writeCheckpoints(
  { database, documents, signer }: CheckpointParts,
  at: string,
): Promise<number> {
  const openPartner = createPartnerScopes(database);
  let written = 0;
  for (let after: string | null = null; ;) {
    const partners: string[] = await listPartners(database, { after, limit: partnersAtOnce });
    for (const partner of partners) {
      written += await writeCheckpoint({ documents, signer, openPartner }, partner, at);
    }
    after = partners.at(-1) ?? null;
    if (partners.length < partnersAtOnce) return written;
  }
}

async function writeCheckpoint(
  parts: Omit<CheckpointParts, "database"> & { readonly openPartner: OpenPartner },
  partner: string,
  at: string,
): Promise<number> {
  const head = await findHead(await parts.openPartner(partner));
  const key = formatDocumentKey({
    partnerId: partner,
    year: at.slice(0, 4),
    month: at.slice(5, 7),
    documentId: checkpointName(at),
    extension: "json",
  });
  if (head === undefined || (await parts.documents.head(key)) !== undefined) return 0;
  const body = Buffer.from(signCheckpoint({ ...head, partner, at }, parts.signer));
  const contentType = "application/json";
  await parts.documents.put({ key, body, contentType, sha256: sha256Of(body) });
  return 1;
}
