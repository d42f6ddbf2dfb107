import type { Selectable } from "kysely";

import type { ApprovalAct } from "../../domain/approval-policy/acts";
import { approvalActs } from "../../domain/approval-policy/acts";
import type { ApprovalPolicy } from "../../domain/approval-policy/policy";
import { defaultPolicy } from "../../domain/approval-policy/policy";
import { invariant } from "../../domain/invariant";
import type { MoneyJson } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import { readOwnJson } from "../../domain/own-json";
import { isPermission } from "../../domain/permissions";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";

export interface PolicyRecord extends ApprovalPolicy {
  /** Null: the partner has settled nothing, and what is built in holds. */
  readonly policyId: number | null;
  readonly version: number;
  /** The partner's functional currency, which thresholds are in. */
  readonly currency: string;
}

/** A level as its column has it. */
export interface StoredLevel {
  readonly from: MoneyJson;
  readonly approvers: number;
}

/** Each act's, in the order of their names. */
export async function listApprovalPolicies(scope: PartnerDatabase): Promise<PolicyRecord[]> {
  const currency = await readFunctionalCurrency(scope);
  const rows = await scope.db.selectFrom("approval_policies").selectAll().execute();
  return approvalActs.map((act) =>
    toPolicy(
      act,
      currency,
      rows.find((row) => row.approval_act === act),
    ),
  );
}

export async function getApprovalPolicy(
  scope: PartnerDatabase,
  act: ApprovalAct,
): Promise<PolicyRecord> {
  const row = await selectPolicy(scope, act).executeTakeFirst();
  return toPolicy(act, await readFunctionalCurrency(scope), row);
}

/** Holds it until the transaction ends; the partner's row where there is none yet. */
export async function lockApprovalPolicy(
  transaction: PartnerTransaction,
  act: ApprovalAct,
): Promise<PolicyRecord> {
  await transaction.db.selectFrom("partners").select("partner_id").forUpdate().execute();
  return getApprovalPolicy(transaction, act);
}

function selectPolicy({ db }: PartnerDatabase, act: ApprovalAct) {
  return db.selectFrom("approval_policies").selectAll().where("approval_act", "=", act);
}

async function readFunctionalCurrency({ db }: PartnerDatabase): Promise<string> {
  const { functional_currency: currency } = await db
    .selectFrom("partners")
    .select("functional_currency")
    .executeTakeFirstOrThrow();
  return currency;
}

function toPolicy(
  act: ApprovalAct,
  currency: string,
  row: Selectable<Database["approval_policies"]> | undefined,
): PolicyRecord {
  if (row === undefined)
    return { ...defaultPolicy(act, currency), policyId: null, version: 0, currency };
  const { approver_permission: approverPermission } = row;
  invariant(isPermission(approverPermission), "a policy names a permission");
  return {
    act,
    levels: readOwnJson<StoredLevel[]>(row.levels).map(({ from, approvers }) => ({
      from: parseMoney(from),
      approvers,
    })),
    approverPermission,
    approverRoleCode: row.approver_role_code,
    ttlHours: row.ttl_hours,
    policyId: row.approval_policy_id,
    version: row.version,
    currency,
  };
}
