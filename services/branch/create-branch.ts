import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";
import { assertWithinPlan } from "../subscription/assert-within-plan";

/** Opens a branch (a store) of the partner; returns its public id. */
export async function createBranch(
  transaction: PartnerTransaction,
  branch: { readonly code: string; readonly name: string },
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  await assertWithinPlan(transaction, "branches", at);
  const publicId = newId("branch");
  const branchId = await insertBranch(transaction, branch, publicId);
  await writeHistory(transaction, { table: "branches", ids: [branchId], type: "INSERT", at });
  const event = {
    type: "branch.created",
    targetType: "branch",
    targetId: publicId,
    payload: { branch_code: branch.code },
  };
  await writeAudit(transaction, context, [event], at);
  return publicId;
}

async function insertBranch(
  { db }: PartnerTransaction,
  { code, name }: { readonly code: string; readonly name: string },
  publicId: string,
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("branches")
      .values({ public_id: publicId, branch_code: code, branch_name: name })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_branches_code")) throw error;
    throw new Refusal("DUPLICATE_CODE", `A branch with code ${code} exists already.`, {
      branch: code,
    });
  }
}
