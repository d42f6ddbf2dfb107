import type { PartnerDatabase } from "../../db/partner-scope";
import { updateOperation } from "../../db/write/operations";

/** Ends an operation that another one was ahead of, before its workflow could be started. */
export async function refuseLateOperation(
  scope: PartnerDatabase,
  publicId: string,
  at: string,
): Promise<void> {
  const message = "Another operation was ahead of it. Nothing was done: ask for it again.";
  await updateOperation(scope, publicId, {
    status: "failed",
    stage: "refused",
    error: { code: "OPERATION_IN_PROGRESS", message, details: {} },
    at,
  });
}
