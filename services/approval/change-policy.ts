import type { PartnerTransaction } from "../../db/partner-scope";
import type { PolicyRecord, StoredLevel } from "../../db/read/approval-policies";
import { lockApprovalPolicy } from "../../db/read/approval-policies";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import type { ApprovalPolicy } from "../../domain/approval-policy/policy";
import { assertPolicy, isWeaker } from "../../domain/approval-policy/policy";
import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import { toMoneyJson } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import { requestApproval } from "./request-approval";

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

/**
 * Settles who approves an act. What asks fewer people, or others, waits for another person's
 * approval; its public id is returned. Everything else holds at once, for what is asked from now
 * on: requests that exist keep the policy that they were made under.
 */
export async function changePolicy(
  transaction: PartnerTransaction,
  wanted: ApprovalPolicy,
  change: Act & {
    readonly assertVersion: (version: number) => void;
    readonly reason: string;
  },
): Promise<string | null> {
  const before = await lockApprovalPolicy(transaction, wanted.act);
  change.assertVersion(before.version);
  assertPolicy(wanted);
  assertCurrency(before, wanted);
  await assertRole(transaction, wanted);
  const { context, at, reason } = change;
  if (!isWeaker(before, wanted)) {
    await savePolicy(transaction, wanted, { context, at, reason });
    return null;
  }
  const { id } = await requestApproval(
    transaction,
    {
      kind: "policy_change",
      act: "approval_policy.update",
      subjectId: wanted.act,
      payload: { before: toJson(before), after: toJson(wanted), version: before.version },
      reason,
    },
    { context, at },
  );
  return id;
}

/** Writes a policy that may hold: stronger than the one before, or approved. */
export async function savePolicy(
  transaction: PartnerTransaction,
  policy: ApprovalPolicy,
  { context, at, reason }: Act & { readonly reason: string | null },
): Promise<void> {
  const before = await lockApprovalPolicy(transaction, policy.act);
  const id = await write(transaction, before, policy);
  const told = { before: toJson(before), after: toJson(policy) };
  await writeHistory(transaction, {
    table: "approval_policies",
    ids: [id],
    type: before.policyId === null ? "INSERT" : "UPDATE",
    at,
    changes: { policy: [told.before, told.after] },
  });
  const event = {
    type: "approval_policy.changed",
    targetType: "approval_policy",
    targetId: policy.act,
    payload: { ...told, reason },
  };
  await writeAudit(transaction, context, [event], at);
}

async function write(
  { db }: PartnerTransaction,
  { policyId, version }: PolicyRecord,
  policy: ApprovalPolicy,
): Promise<number> {
  const values = {
    levels: canonicalJson(toLevels(policy)),
    approver_permission: policy.approverPermission,
    approver_role_code: policy.approverRoleCode,
    ttl_hours: policy.ttlHours,
    version: version + 1,
  };
  if (policyId === null) {
    const { insertId } = await db
      .insertInto("approval_policies")
      .values({ ...values, approval_act: policy.act })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  }
  await db
    .updateTable("approval_policies")
    .set(values)
    .where("approval_policy_id", "=", policyId)
    .execute();
  return policyId;
}

function toLevels({ levels }: ApprovalPolicy) {
  return levels.map(({ from, approvers }) => ({ from: { ...toMoneyJson(from) }, approvers }));
}

/** As the audit tells it, and as a request keeps it. */
function toJson(policy: ApprovalPolicy): Readonly<Record<string, JsonValue>> {
  return {
    levels: toLevels(policy),
    approver_permission: policy.approverPermission,
    approver_role: policy.approverRoleCode,
    ttl_hours: policy.ttlHours,
  };
}

/** What a request to change a policy keeps of the wanted one. */
export interface KeptPolicy {
  readonly levels: readonly StoredLevel[];
  readonly approver_permission: string;
  readonly approver_role: string | null;
  readonly ttl_hours: number;
}

function assertCurrency(before: PolicyRecord, { levels, act }: ApprovalPolicy): void {
  const currency = before.currency;
  const other = levels.find(({ from }) => from.currency !== currency);
  if (other === undefined) return;
  throw new Refusal("CURRENCY_MISMATCH", `Thresholds are in ${currency}: the functional one.`, {
    act,
    currency: other.from.currency,
  });
}

async function assertRole(
  { db }: PartnerTransaction,
  { approverRoleCode, act }: ApprovalPolicy,
): Promise<void> {
  if (approverRoleCode === null) return;
  const role = await db
    .selectFrom("roles")
    .select("role_id")
    .where("role_code", "=", approverRoleCode)
    .where("is_active", "=", 1)
    .executeTakeFirst();
  if (role !== undefined) return;
  throw new Refusal("APPROVAL_POLICY_INVALID", "There is no such role.", {
    act,
    role: approverRoleCode,
  });
}
