import { activityInfo } from "@temporalio/activity";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { formatDocumentKey } from "../../../suppliers/documents/document-key";
import type {
  ExportReportInput,
  ExportReportResult,
} from "../../../temporal/contract/export-report";
import type { ExportDependencies } from "./export-activities";

/** Where an attempt stores its file; the same in every attempt, so that a later one can remove it. */
export function keyOfAttempt(
  { partner, operationId, request }: ExportReportInput,
  attempt: number,
): string {
  const scheduledAt = new Date(activityInfo().scheduledTimestampMs).toISOString();
  return formatDocumentKey({
    partnerId: partner,
    year: scheduledAt.slice(0, 4),
    month: scheduledAt.slice(5, 7),
    documentId: `${operationId}-${attempt}`,
    extension: request.format,
  });
}

/** An attempt that died between storing its file and its commit has left one that nobody names. */
export async function removeOtherAttempts(
  { documents }: Pick<ExportDependencies, "documents">,
  { db }: PartnerDatabase,
  { input, result }: { readonly input: ExportReportInput; readonly result: ExportReportResult },
): Promise<void> {
  const { storage_key: kept } = await db
    .selectFrom("documents")
    .select("storage_key")
    .where("public_id", "=", result.documentId)
    .executeTakeFirstOrThrow();
  for (let attempt = 1; attempt < activityInfo().attempt; attempt += 1) {
    const key = keyOfAttempt(input, attempt);
    if (key !== kept) await documents.remove(key);
  }
}
