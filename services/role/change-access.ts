import type { PartnerTransaction } from "../../db/partner-scope";
import { getUserAccessRecord } from "../../db/read/user-access";
import type { JsonValue } from "../../domain/canonical-json";
import { needsApproval, requestApproval } from "../approval/request-approval";
import type { AccessAct } from "./grant-role";
import { getAnother, grantRole, takeRole } from "./grant-role";
import { holdToBranches } from "./hold-to-branches";

export type AccessChange =
  | { readonly type: "grant_role" | "take_role"; readonly roleId: string }
  | { readonly type: "hold_to_branches"; readonly branchIds: readonly string[] };

/**
 * Changes what a person may do, or where; returns null. Where the policy wants another person's
 * approval it is asked for instead, and its public id is returned.
 */
export async function changeAccess(
  transaction: PartnerTransaction,
  change: AccessChange,
  act: AccessAct,
): Promise<string | null> {
  if (!(await needsApproval(transaction, { act: "user.access", at: act.at }))) {
    await applyAccessChange(transaction, change, act);
    return null;
  }
  await getAnother(transaction, act);
  const { id } = await requestApproval(
    transaction,
    {
      kind: "user_access",
      act: "user.access",
      subjectId: act.userId,
      payload: { change: toJson(change), ...(await describe(transaction, change, act)) },
    },
    act,
  );
  return id;
}

export function applyAccessChange(
  transaction: PartnerTransaction,
  change: AccessChange,
  act: AccessAct,
): Promise<void> {
  switch (change.type) {
    case "grant_role":
      return grantRole(transaction, change.roleId, act);
    case "take_role":
      return takeRole(transaction, change.roleId, act);
    case "hold_to_branches":
      return holdToBranches(transaction, change.branchIds, act);
  }
}

/** Ids of roles and branches, as they are and as they would be. */
async function describe(transaction: PartnerTransaction, change: AccessChange, act: AccessAct) {
  const record = await getUserAccessRecord(transaction, act.userId);
  const roles = record.roles.map(({ id }) => id);
  const branches = record.branches.map(({ id }) => id);
  switch (change.type) {
    case "grant_role":
      return { before: { roles }, after: { roles: [...new Set([...roles, change.roleId])] } };
    case "take_role":
      return { before: { roles }, after: { roles: roles.filter((id) => id !== change.roleId) } };
    case "hold_to_branches":
      return { before: { branches }, after: { branches: [...change.branchIds] } };
  }
}

function toJson(change: AccessChange): Readonly<Record<string, JsonValue>> {
  return change.type === "hold_to_branches"
    ? { type: change.type, branchIds: [...change.branchIds] }
    : { ...change };
}
