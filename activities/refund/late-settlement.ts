import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime, toInstant } from "../../db/read/amounts";
import { updateOperation } from "../../db/write/operations";
import type { RefundRow } from "../../db/write/refunds";
import { insertOperation } from "../../services/operation/begin-operation";
import type { RefundTicketsInput } from "../../temporal/contract/refund-tickets";
import { workflowIds } from "../../temporal/contract/workflow-ids";

type Named = Pick<RefundTicketsInput, "partner" | "refundId" | "bookingId">;

const kind = "refund.await_settlement";
const dayMs = 86_400_000;
export const lateSettlement = "refund_not_settled";

/** The operation that stands in the list of what is stuck: the refund's own has ended. */
export async function openLateSettlement(
  transaction: PartnerTransaction,
  { partner, refundId, bookingId }: Named,
  { refund, at }: { readonly refund: RefundRow; readonly at: string },
): Promise<void> {
  const publicId = newId("operation");
  await insertOperation(
    transaction,
    {
      publicId,
      kind,
      workflowId: workflowIds.refundTickets(partner, refundId),
      resource: { type: "booking", id: bookingId },
      request: { refundId },
    },
    {},
  );
  await updateOperation(transaction, publicId, {
    status: "needs_attention",
    stage: "needs_attention",
    attention: {
      reason: lateSettlement,
      text: `Nothing of the airline's part of ${refundId} has arrived since ${toInstant(refund.refunded_at ?? at)}.`,
      actions: ["retry"],
    },
    at,
  });
}

/** Nobody is asked any more: it has arrived, or is waited for a while longer. */
export async function endLateSettlement(
  transaction: PartnerTransaction,
  { partner, refundId, bookingId }: Named,
  { stage, at }: { readonly stage: "settled" | "postponed"; readonly at: string },
): Promise<string | undefined> {
  const open = await transaction.db
    .selectFrom("operations")
    .select("public_id")
    .where("resource_type", "=", "booking")
    .where("resource_public_id", "=", bookingId)
    .where("workflow_id", "=", workflowIds.refundTickets(partner, refundId))
    .where("operation_kind", "=", kind)
    .where("status", "=", "needs_attention")
    .executeTakeFirst();
  if (open === undefined) return undefined;
  await updateOperation(transaction, open.public_id, { status: "succeeded", stage, at });
  return open.public_id;
}

/** When somebody is asked where the airline's part is, counted from an instant. */
export async function reminderAt({ db }: PartnerTransaction, from: string): Promise<string> {
  const { refund_settlement_days: days } = await db
    .selectFrom("partners")
    .select("refund_settlement_days")
    .executeTakeFirstOrThrow();
  return toDateTime(new Date(Date.parse(from) + days * dayMs).toISOString());
}
