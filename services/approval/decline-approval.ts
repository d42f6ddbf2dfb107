import type { PartnerTransaction } from "../../db/partner-scope";
import { getParty } from "../../db/read/get-party";
import { endApproval, lockApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";
import { decideApproval, tellOfApproval, toApprovalEvent } from "./decide-approval";
import { takeBack } from "./take-back";

/**
 * Ends a request without what it asked for: rejected by another person, or withdrawn by who asked.
 * What was to be approved goes back in the same transaction.
 */
export async function declineApproval(
  transaction: PartnerTransaction,
  publicId: string,
  decline: { readonly decision: "rejected" | "withdrawn"; readonly reason: string | null },
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const approval = await lockApproval(transaction, publicId);
  const event = await decideApproval(transaction, approval, decline, { context, at });
  await takeBack(transaction, approval, { decision: decline.decision, at });
  await writeAudit(transaction, context, [event], at);
}

/** Withdraws a request whose operation somebody has cancelled; one that has ended stays as it is. */
export async function callOffApproval(
  transaction: PartnerTransaction,
  publicId: string,
  note: string,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const approval = await lockApproval(transaction, publicId);
  if (approval.status !== "pending") return;
  const checker = await getParty(transaction, context.actor);
  await endApproval(transaction, approval, { status: "withdrawn", checker, reason: note, at });
  await takeBack(transaction, approval, { decision: "withdrawn", at });
  const event = toApprovalEvent("approval.withdrawn", approval, { checker, reason: note });
  await writeAudit(transaction, context, [event], at);
  await tellOfApproval(transaction, event, approval, at);
}
