import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { toInstant } from "../../db/read/amounts";
import { getApprovalPolicy } from "../../db/read/approval-policies";
import { getPartner } from "../../db/read/get-partner";
import { getParty } from "../../db/read/get-party";
import type { NewApproval } from "../../db/write/approvals";
import { insertApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import { writeOutbox } from "../../db/write/outbox";
import type { ActContext } from "../../domain/actor";
import type { ApprovalAct } from "../../domain/approval-policy/acts";
import type { ApprovalPolicy } from "../../domain/approval-policy/policy";
import { countApprovers } from "../../domain/approval-policy/policy";
import type { Money } from "../../domain/money";
import { toFunctional } from "../fx-rate/to-functional";

export interface RequestedApproval {
  /** Public id. */
  readonly id: string;
  /** Whether the policy asks nobody: the act is done at once, by its maker. */
  readonly isAutomatic: boolean;
}

/**
 * Asks for what the act's policy wants, in the transaction that needs it: other people's approval,
 * or nobody's, which is recorded too. The amount is compared at the day's rate.
 */
export async function requestApproval(
  transaction: PartnerTransaction,
  approval: NewApproval & { readonly amount?: Money },
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<RequestedApproval> {
  const policy = await getApprovalPolicy(transaction, approval.act);
  const maker = await getParty(transaction, context.actor);
  const approversRequired = await countRequired(transaction, policy, approval.amount, at);
  const parts = { maker, policy, approversRequired, at };
  const id = await insertApproval(transaction, approval, parts);
  const isAutomatic = approversRequired === 0;
  const told = { kind: approval.kind, act: approval.act, subject: approval.subjectId };
  const target = { targetType: "approval", targetId: id };
  const asked = {
    type: "approval.requested",
    ...target,
    payload: { ...told, maker: maker.actor.id, approvers: approversRequired },
  };
  const decided = {
    type: "approval.approved",
    ...target,
    payload: { ...told, maker: maker.actor.id, checker: null, automatic: true },
  };
  const events = isAutomatic ? [asked, decided] : [asked];
  await writeAudit(transaction, context, events, at);
  await writeOutbox(
    transaction,
    [
      {
        type: isAutomatic ? "approval.approved" : "approval.requested",
        aggregateType: "approval",
        aggregateId: id,
        payload: { approval_id: id, kind: approval.kind, subject_id: approval.subjectId },
      },
    ],
    { at },
  );
  return { id, isAutomatic };
}

/** Whether an act of this amount waits for somebody. */
export async function needsApproval(
  scope: PartnerDatabase,
  { act, amount, at }: { readonly act: ApprovalAct; readonly amount?: Money; readonly at: string },
): Promise<boolean> {
  const policy = await getApprovalPolicy(scope, act);
  if (policy.levels.length === 0) return false;
  return (await countRequired(scope, policy, amount, at)) > 0;
}

async function countRequired(
  scope: PartnerDatabase,
  policy: ApprovalPolicy,
  amount: Money | undefined,
  at: string,
): Promise<number> {
  if (amount === undefined) return countApprovers(policy, null);
  const partner = await getPartner(scope);
  return countApprovers(policy, await toFunctional(scope, amount, { partner, at: toInstant(at) }));
}
