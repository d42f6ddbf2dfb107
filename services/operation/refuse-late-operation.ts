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

/** Ends a stage's operation whose workflow nobody will start: the one that would have is over. */
export async function cancelLeftStage(
  scope: PartnerDatabase,
  publicId: string,
  at: string,
): Promise<void> {
  const message =
    "What it was a stage of ended before it began. Nothing was done: ask for that again.";
  await updateOperation(scope, publicId, {
    status: "cancelled",
    stage: "cancelled",
    error: { code: "OPERATION_CANCELLED", message, details: {} },
    at,
  });
}
