import type { PartnerTransaction } from "../../db/partner-scope";
import type { NewApproval } from "../../db/write/approvals";
import { insertApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";

/** Asks for another person's approval, in the transaction that needs it; returns its public id. */
export async function requestApproval(
  transaction: PartnerTransaction,
  approval: NewApproval,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const { publicId, event } = await insertApproval(transaction, approval, { context, at });
  await writeAudit(transaction, context, [event], at);
  await writeOutbox(
    transaction,
    [
      {
        type: "approval.requested",
        aggregateType: "approval",
        aggregateId: publicId,
        payload: { approval_id: publicId, kind: approval.kind, subject_id: approval.subjectId },
      },
    ],
    { at },
  );
  return publicId;
}
