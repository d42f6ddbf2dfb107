import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import type { AccountRecord } from "../../db/read/accounts";
import { listAccounts } from "../../db/read/accounts";
import { listApprovalPolicies } from "../../db/read/approval-policies";
import { getPartnerSettings } from "../../db/read/partner-settings";
import { listRoles } from "../../db/read/roles";
import { writeAudit } from "../../db/write/audit";
import type { ActContext } from "../../domain/actor";
import { renameAccount, setAccountActive } from "../account/change-account";
import { createAccount } from "../account/create-account";
import { savePolicy } from "../approval/change-policy";
import { createBranch } from "../branch/create-branch";
import { createRole } from "../role/change-role";
import { changePartner } from "./change-partner";

interface Act {
  readonly context: ActContext;
  readonly at: string;
}

/**
 * Gives a partner that is being taken up what another one has settled: settings, chart, branches,
 * own roles and approval policies, as they hold now. Nothing that happened, and nothing of people:
 * no entry, no customer or supplier, no token, no credential.
 */
export async function copySettled(
  from: PartnerDatabase,
  transaction: PartnerTransaction,
  act: Act,
): Promise<void> {
  const settings = await getPartnerSettings(from);
  await changePartner(transaction, settings, { ...act, assertVersion: () => undefined });
  await copyChart(from, transaction, act);
  await copyBranches(from, transaction, act);
  for (const role of await listRoles(from)) {
    if (role.isBuiltIn || !role.isActive) continue;
    const maker = { permissions: new Set(role.permissions) };
    await createRole(transaction, role, { ...act, maker });
  }
  for (const policy of await listApprovalPolicies(from)) {
    if (policy.policyId === null) continue;
    await savePolicy(transaction, policy, { ...act, reason: "as the other partner has it" });
  }
  const event = {
    type: "partner.settings_copied",
    targetType: "partner",
    targetId: transaction.partner,
    payload: { from: from.partner },
  };
  await writeAudit(transaction, act.context, [event], act.at);
}

/** The chart that every partner begins with is there: it is renamed and added to. */
async function copyChart(
  from: PartnerDatabase,
  transaction: PartnerTransaction,
  act: Act,
): Promise<void> {
  const begun = new Map((await listAccounts(transaction)).map((one) => [one.code, one]));
  for (const account of parentsFirst(await listAccounts(from))) {
    const { code, name, isActive } = account;
    const known = begun.get(code);
    const id = known?.publicId ?? (await createAccount(transaction, account, act));
    if (known !== undefined) await renameAccount(transaction, id, name, act);
    if (!isActive) await setAccountActive(transaction, id, isActive, act);
  }
}

function parentsFirst(chart: readonly AccountRecord[]): AccountRecord[] {
  const depthOf = ({ parentCode }: AccountRecord): number => {
    const parent = chart.find(({ code }) => code === parentCode);
    return parent === undefined ? 0 : 1 + depthOf(parent);
  };
  return chart.toSorted((left, right) => depthOf(left) - depthOf(right));
}

async function copyBranches(
  { db }: PartnerDatabase,
  transaction: PartnerTransaction,
  act: Act,
): Promise<void> {
  const branches = await db
    .selectFrom("branches")
    .select(["branch_code as code", "branch_name as name"])
    .where("is_active", "=", 1)
    .orderBy("branch_id")
    .execute();
  for (const branch of branches) await createBranch(transaction, branch, act);
}
