import type { PartnerTransaction } from "../../db/partner-scope";
import { findBranchOfBooking } from "../../db/read/find-branch-of-booking";
import type { OperationRecord } from "../../db/read/get-operation";
import type { ActContext } from "../../domain/actor";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import type { JsonValue } from "../../domain/canonical-json";
import { requestApproval } from "../approval/request-approval";

/** A decision on an operation, as a request of approval keeps it. */
export interface KeptResolution {
  readonly action: "adopt" | "abandon" | "dismiss";
  readonly note: string;
  readonly documents: readonly JsonValue[];
  readonly recordLocator: string | null;
}

/** What a decision on an operation needs approval as; undefined for what never does. */
export const actOfResolution: Readonly<Record<string, ApprovalAct | undefined>> = {
  adopt: "ticket_number.adopt",
  abandon: "operation.abandon",
  dismiss: "operation.abandon",
};

/** Asks another person to approve a decision on an operation, which waits; returns its public id. */
export async function requestResolution(
  transaction: PartnerTransaction,
  operation: OperationRecord,
  { resolution, act }: { readonly resolution: KeptResolution; readonly act: ApprovalAct },
  by: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const { resource, publicId, workflowId } = operation;
  const branch =
    resource?.type === "booking" ? await findBranchOfBooking(transaction, resource.id) : null;
  const { action, note, documents, recordLocator } = resolution;
  const { id } = await requestApproval(
    transaction,
    {
      kind: "operation_resolution",
      act,
      subjectId: publicId,
      payload: { action, note, documents, recordLocator, booking: resource?.id ?? null },
      reason: note,
      branches: branch ? [branch] : [],
      workflowId,
    },
    by,
  );
  return id;
}
