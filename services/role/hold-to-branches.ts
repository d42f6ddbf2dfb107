import type { PartnerTransaction } from "../../db/partner-scope";
import { writeHistory } from "../../db/write/history";
import { assertInBranches } from "../../domain/access";
import { Refusal } from "../../domain/refusal";
import { assertAnotherAdmin } from "./assert-another-admin";
import type { AccessAct } from "./grant-role";
import { auditUser, getAnother } from "./grant-role";

/** Holds a person to these branches, by their public ids, and to no others; to none, where empty. */
export async function holdToBranches(
  transaction: PartnerTransaction,
  branchIds: readonly string[],
  act: AccessAct,
): Promise<void> {
  const person = await getAnother(transaction, act);
  const branches = await findBranches(transaction, branchIds);
  const wanted = new Set(branches.map(({ branch_id }) => branch_id));
  assertInBranches(act.maker, person.access.branches);
  assertInBranches(act.maker, wanted.size === 0 ? undefined : wanted);
  if (wanted.size > 0) await assertAnotherAdmin(transaction, person.user.userId);
  const taken = person.branches.filter(({ branchId }) => !wanted.has(branchId));
  const held = new Set(person.branches.map(({ branchId }) => branchId));
  const added = [...wanted].filter((branchId) => !held.has(branchId));
  if (taken.length + added.length === 0) return;
  await takeBranches(
    transaction,
    taken.map(({ userBranchId }) => userBranchId),
    act.at,
  );
  await addBranches(transaction, { userId: person.user.userId, branches: added, at: act.at });
  await auditUser(transaction, "branches_changed", act, {
    before: person.branches.map(({ id }) => id),
    after: branches.map(({ public_id }) => public_id),
  });
}

async function findBranches({ db }: PartnerTransaction, ids: readonly string[]) {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return [];
  const rows = await db
    .selectFrom("branches")
    .select(["branch_id", "public_id"])
    .where("public_id", "in", unique)
    .execute();
  const missing = unique.find((id) => rows.every(({ public_id }) => public_id !== id));
  if (missing === undefined) return rows;
  throw new Refusal("NOT_FOUND", "No such branch.", { branch_id: missing });
}

async function takeBranches(
  transaction: PartnerTransaction,
  ids: readonly number[],
  at: string,
): Promise<void> {
  if (ids.length === 0) return;
  await transaction.db
    .updateTable("user_branches")
    .set((eb) => ({ is_current: null, revoked_at: at, version: eb("version", "+", 1) }))
    .where("user_branch_id", "in", ids)
    .execute();
  await writeHistory(transaction, {
    table: "user_branches",
    ids,
    type: "UPDATE",
    at,
    changes: { is_current: [1, null], revoked_at: [null, at] },
  });
}

async function addBranches(
  transaction: PartnerTransaction,
  { userId, branches, at }: { userId: number; branches: readonly number[]; at: string },
): Promise<void> {
  for (const branchId of branches) {
    const { insertId } = await transaction.db
      .insertInto("user_branches")
      .values({ user_id: userId, branch_id: branchId })
      .executeTakeFirstOrThrow();
    await writeHistory(transaction, {
      table: "user_branches",
      ids: [Number(insertId)],
      type: "INSERT",
      at,
    });
  }
}
