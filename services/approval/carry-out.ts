import type { PartnerTransaction } from "../../db/partner-scope";
import { getApprovalPolicy } from "../../db/read/approval-policies";
import type { ApprovalKind, ApprovalRecord } from "../../db/read/approvals";
import { getParty } from "../../db/read/get-party";
import { getToken } from "../../db/read/tokens";
import { getUserAccessRecord } from "../../db/read/user-access";
import { lockApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";
import type { Party } from "../../domain/approval";
import { isApprovalAct } from "../../domain/approval-policy/acts";
import { invariant } from "../../domain/invariant";
import type { Money, MoneyJson } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import { readOwnJson } from "../../domain/own-json";
import { isPermission } from "../../domain/permissions";
import { Refusal } from "../../domain/refusal";
import { applyApprovedLimit } from "../customer/change-credit-limit";
import type { AccessChange } from "../role/change-access";
import { applyAccessChange } from "../role/change-access";
import { getUserAccess } from "../role/get-user-access";
import { applyBankDetails } from "../supplier/change-bank-details";
import type { KeptPolicy } from "./change-policy";
import { savePolicy } from "./change-policy";
import { decideApproval } from "./decide-approval";
import { endWait } from "./hold-booking";

interface Act {
  readonly context: ActContext;
  readonly at: string;
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
): Promise<void> {
  const approval = await lockApproval(transaction, publicId);
  const { kind } = approval;
  invariant(isCarriedOutHere(kind), "what posts to the books has a workflow");
  const decision = { decision: "approved", reason } as const;
  const event = await decideApproval(transaction, approval, decision, act);
  await writeAudit(transaction, act.context, [event], act.at);
  await carryOut[kind](transaction, approval, act);
}

type CarryOut = (
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  act: Act,
) => Promise<void>;

const carryOut: Readonly<Record<OwnKind, CarryOut>> = {
  policy_change: changePolicyAsAsked,
  bank_details: (transaction, { subjectId }, act) => applyBankDetails(transaction, subjectId, act),
  credit_limit: changeLimitAsAsked,
  operation_resolution: handOver,
  user_access: changeAccessAsAsked,
  workflow: (transaction, approval, { at }) =>
    endWait(transaction, approval, { isApproved: true, at }),
};

/** What waits for the decision is told, and acts. */
function handOver(): Promise<void> {
  return Promise.resolve();
}

/** As its maker may still give it; nobody approves what they would get themselves. */
async function changeAccessAsAsked(
  transaction: PartnerTransaction,
  { subjectId, payload, maker }: ApprovalRecord,
  { context, at }: Act,
): Promise<void> {
  const { userId } = await getParty(transaction, context.actor);
  const record = await getUserAccessRecord(transaction, subjectId);
  if (record.user.userId === userId) {
    throw new Refusal("OWN_ACCESS", "Nobody changes what they may do themselves. Ask another.");
  }
  const change = readOwnJson<AccessChange>(JSON.stringify(payload["change"]));
  const access = await getMakerAccess(transaction, maker);
  await applyAccessChange(transaction, change, { userId: subjectId, maker: access, context, at });
}

async function getMakerAccess(transaction: PartnerTransaction, { actor, userId }: Party) {
  if (userId !== null) return getUserAccess(transaction, userId);
  const { permissions, revokedAt } = await getToken(transaction, actor.id ?? "");
  return { permissions: new Set(revokedAt === null ? permissions : []) };
}

async function changeLimitAsAsked(
  transaction: PartnerTransaction,
  { subjectId, payload, makerReason }: ApprovalRecord,
  act: Act,
): Promise<void> {
  const [before, limit] = [payload["before"], payload["after"]].map(readLimit);
  invariant(before !== undefined && limit !== undefined, "a request keeps both limits");
  await applyApprovedLimit(transaction, subjectId, { before, limit, reason: makerReason }, act);
}

function readLimit(kept: unknown): Money | null {
  const { credit_limit: limit } = readOwnJson<{ readonly credit_limit: MoneyJson | null }>(
    JSON.stringify(kept),
  );
  return limit && parseMoney(limit);
}

async function changePolicyAsAsked(
  transaction: PartnerTransaction,
  { subjectId, payload, makerReason }: ApprovalRecord,
  act: Act,
): Promise<void> {
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
}

/** What another change has overtaken is asked for anew: nobody has seen the two together. */
function assertUnchanged(version: number, seen: unknown, act: string): void {
  if (version === seen) return;
  throw new Refusal("VERSION_CONFLICT", "The policy has changed since. Reject it, and ask anew.", {
    act,
    version,
  });
}
