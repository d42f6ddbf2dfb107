import type { PartnerTransaction } from "../../db/partner-scope";
import { getApprovalPolicy } from "../../db/read/approval-policies";
import type { ApprovalKind, ApprovalRecord } from "../../db/read/approvals";
import { lockApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";
import { isApprovalAct } from "../../domain/approval-policy/acts";
import { invariant } from "../../domain/invariant";
import { parseMoney } from "../../domain/money";
import { readOwnJson } from "../../domain/own-json";
import { isPermission } from "../../domain/permissions";
import { Refusal } from "../../domain/refusal";
import type { KeptPolicy } from "./change-policy";
import { savePolicy } from "./change-policy";
import { decideApproval } from "./decide-approval";

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

/** What an approval brought about. */
export interface CarriedOut {
  readonly type: string;
  readonly id: string;
}

/** Kinds that a workflow carries out, since they post to the books. */
export type PostedKind = "journal_draft" | "period_reopening" | "recurring_journal";
type OwnKind = Exclude<ApprovalKind, PostedKind>;

export function isCarriedOutHere(kind: ApprovalKind): kind is OwnKind {
  return kind in carryOut;
}

/** The last approval and the act itself, in one transaction: both, or where it is refused neither. */
export async function approveAndCarryOut(
  transaction: PartnerTransaction,
  publicId: string,
  reason: string | null,
  act: Act,
): Promise<CarriedOut> {
  const approval = await lockApproval(transaction, publicId);
  const { kind } = approval;
  invariant(isCarriedOutHere(kind), "what posts to the books has a workflow");
  const decision = { decision: "approved", reason } as const;
  const event = await decideApproval(transaction, approval, decision, act);
  await writeAudit(transaction, act.context, [event], act.at);
  return carryOut[kind](transaction, approval, act);
}

type CarryOut = (
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  act: Act,
) => Promise<CarriedOut>;

const carryOut: Readonly<Record<OwnKind, CarryOut>> = {
  policy_change: changePolicyAsAsked,
  credit_limit: handOver,
  operation_resolution: handOver,
  user_access: handOver,
  workflow: handOver,
};

/** What waits for the decision is told, and acts. */
function handOver(_transaction: PartnerTransaction, { subjectId }: ApprovalRecord) {
  return Promise.resolve({ type: "subject", id: subjectId });
}

async function changePolicyAsAsked(
  transaction: PartnerTransaction,
  { subjectId, payload, makerReason }: ApprovalRecord,
  act: Act,
): Promise<CarriedOut> {
  invariant(isApprovalAct(subjectId), "a policy is an act's");
  const after = readOwnJson<KeptPolicy>(JSON.stringify(payload["after"]));
  const { approver_permission: approverPermission } = after;
  invariant(isPermission(approverPermission), "a policy names a permission");
  const current = await getApprovalPolicy(transaction, subjectId);
  assertUnchanged(current.version, payload["version"], subjectId);
  const policy = {
    act: subjectId,
    levels: after.levels.map(({ from, approvers }) => ({ from: parseMoney(from), approvers })),
    approverPermission,
    approverRoleCode: after.approver_role,
    ttlHours: after.ttl_hours,
  };
  await savePolicy(transaction, policy, { ...act, reason: makerReason });
  return { type: "approval_policy", id: subjectId };
}

/** What another change has overtaken is asked for anew: nobody has seen the two together. */
function assertUnchanged(version: number, seen: unknown, act: string): void {
  if (version === seen) return;
  throw new Refusal("VERSION_CONFLICT", "The policy has changed since. Reject it, and ask anew.", {
    act,
    version,
  });
}
