import type { CommittedDocument } from "./committed-documents";
import { findBreakingChanges } from "./find-breaking-changes";

/** What breaks no caller although a document says so, each with why. */
const acceptedChanges: ReadonlyMap<string, string> = new Map([
  [
    "POST /v1/approvals/{approval_id}/approve 201.operation_id is string or null, was string",
    "Null only for acts that are new to approvals and need no workflow; for all others as before.",
  ],
]);

/** What would break a caller of a version. */
export function listBrokenPromises(promised: CommittedDocument, kept: CommittedDocument): string[] {
  return findBreakingChanges(promised, kept).filter((change) => !acceptedChanges.has(change));
}
