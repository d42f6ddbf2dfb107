import type { PartnerTransaction } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import { countApproved } from "../../db/read/approval-details";
import type { ApprovalRecord } from "../../db/read/approvals";
import { getParty } from "../../db/read/get-party";
import {
  endApproval,
  insertApprovalDecision,
  lockApproval,
  touchApproval,
} from "../../db/write/approvals";
import type { AuditEvent } from "../../db/write/audit";
import { writeAudit } from "../../db/write/audit";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import type { Decision, Party } from "../../domain/approval";
import { assertMayDecide } from "../../domain/approval";
import { Refusal } from "../../domain/refusal";
import { findAuthority } from "./find-authority";

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

/**
 * Ends a request that is held, by its last approval, a rejection or its maker's withdrawal. Refuses
 * who may not (APPROVAL_BY_MAKER, APPROVAL_NOT_YOURS, APPROVER_NOT_ALLOWED, APPROVER_REPEATED), what
 * was decided before (APPROVAL_DECIDED) or is too late (APPROVAL_EXPIRED), and an approval that
 * others are wanted besides (APPROVAL_PENDING). The audit event, which the caller writes, names
 * maker and checker.
 */
export async function decideApproval(
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  { decision, reason }: { readonly decision: Decision; readonly reason: string | null },
  { context, at }: Act,
): Promise<AuditEvent> {
  const checker = await getParty(transaction, context.actor);
  const before = await speak(transaction, approval, { decision, reason, checker, at });
  if (decision === "approved" && before + 1 < approval.approversRequired) {
    throw new Refusal("APPROVAL_PENDING", "Others must approve it besides.", {
      approval_id: approval.publicId,
    });
  }
  await endApproval(transaction, approval, { status: decision, checker, reason, at });
  const event = toApprovalEvent(`approval.${decision}`, approval, { checker, reason });
  await tellOfApproval(transaction, event, approval, at);
  return event;
}

/** One approval of several: the request goes on waiting. `last` where nobody else is wanted. */
export async function endorseApproval(
  transaction: PartnerTransaction,
  publicId: string,
  reason: string | null,
  { context, at }: Act,
): Promise<"endorsed" | "last"> {
  const approval = await lockApproval(transaction, publicId);
  const given = await countApproved(transaction, approval);
  if (given + 1 >= approval.approversRequired) return "last";
  const checker = await getParty(transaction, context.actor);
  await speak(transaction, approval, { decision: "approved", reason, checker, at });
  await touchApproval(transaction, approval, { at });
  const event = toApprovalEvent("approval.endorsed", approval, { checker, reason });
  await writeAudit(transaction, context, [event], at);
  await tellOfApproval(transaction, event, approval, at);
  return "endorsed";
}

/** Writes down what a person says who may; returns how many had approved before. */
async function speak(
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  word: {
    readonly decision: Decision;
    readonly reason: string | null;
    readonly checker: Party;
    readonly at: string;
  },
): Promise<number> {
  const { decision, checker, reason, at } = word;
  assertMayDecide(approval, decision, { party: checker, at: toInstant(at) });
  const before = await countApproved(transaction, approval);
  if (decision === "withdrawn") return before;
  const authorityUserId = await findAuthority(transaction, approval, {
    userId: checker.userId,
    at,
  });
  await insertApprovalDecision(transaction, approval, {
    decision,
    checker: checker.actor,
    checkerUserId: checker.userId ?? authorityUserId,
    authorityUserId,
    reason,
    at,
  });
  return before;
}

export function toApprovalEvent(
  type: string,
  approval: ApprovalRecord,
  { checker, reason }: { readonly checker: Party; readonly reason: string | null },
): AuditEvent {
  return {
    type,
    targetType: "approval",
    targetId: approval.publicId,
    payload: {
      kind: approval.kind,
      act: approval.act,
      subject: approval.subjectId,
      maker: approval.maker.actor.id,
      checker: checker.actor.id,
      reason,
    },
  };
}

/** For what waits for the decision. */
export async function tellOfApproval(
  transaction: PartnerTransaction,
  { type }: AuditEvent,
  { publicId, kind, subjectId }: ApprovalRecord,
  at: string,
): Promise<void> {
  await writeOutbox(
    transaction,
    [
      {
        type,
        aggregateType: "approval",
        aggregateId: publicId,
        payload: { approval_id: publicId, kind, subject_id: subjectId },
      },
    ],
    { at },
  );
}
