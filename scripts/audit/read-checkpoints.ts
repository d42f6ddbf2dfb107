import { text } from "node:stream/consumers";

import type { Checkpoint } from "../../db/audit/checkpoint";
import { checkpointName, openCheckpoint } from "../../db/audit/checkpoint";
import { formatDocumentKey } from "../../suppliers/documents/document-key";
import type { DocumentStore } from "../../suppliers/documents/port";

const hourMs = 3_600_000;
const recentHours = 48;
const dayCount = 90;

/**
 * The signed heads of a partner's chain of the last 48 hours, and of the midnights of 90 days: a
 * document store does not list, so they are asked for by name. Throws at a false signature.
 */
export async function readCheckpoints(
  documents: DocumentStore,
  {
    partner,
    publicKey,
    now,
  }: { readonly partner: string; readonly publicKey: string; readonly now: number },
): Promise<Checkpoint[]> {
  const midnight = Math.floor(now / (24 * hourMs)) * 24 * hourMs;
  const times = [
    ...Array.from({ length: recentHours }, (_, hours) => now - hours * hourMs),
    ...Array.from({ length: dayCount }, (_, days) => midnight - days * 24 * hourMs),
  ];
  const checkpoints: Checkpoint[] = [];
  for (const key of new Set(times.map((time) => keyOf(partner, time)))) {
    if ((await documents.head(key)) === undefined) continue;
    const { stream } = await documents.get(key);
    checkpoints.push(openCheckpoint(await text(stream), partner, publicKey));
  }
  return checkpoints;
}

function keyOf(partnerId: string, time: number): string {
  const at = new Date(time).toISOString();
  return formatDocumentKey({
    partnerId,
    year: at.slice(0, 4),
    month: at.slice(5, 7),
    documentId: checkpointName(at),
    extension: "json",
  });
}
