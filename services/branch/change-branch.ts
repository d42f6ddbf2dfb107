import type { PartnerTransaction } from "../../db/partner-scope";
import { lockBranch } from "../../db/read/branches";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";

export interface BranchChange {
  readonly name?: string;
  readonly isActive?: boolean;
  readonly iataNumber?: string | null;
}

/** Renames a branch, closes or reopens it. Its code stays: entries and reports go by it. */
export async function changeBranch(
  transaction: PartnerTransaction,
  publicId: string,
  change: BranchChange,
  act: {
    readonly assertVersion: (version: number) => void;
    readonly context: ActContext;
    readonly at: string;
  },
): Promise<void> {
  const branch = await lockBranch(transaction, publicId);
  act.assertVersion(branch.version);
  const { name = branch.name, isActive = branch.isActive } = change;
  const { iataNumber = branch.iataNumber } = change;
  const changes: Changes = {
    ...(name !== branch.name && { branch_name: [branch.name, name] }),
    ...(isActive !== branch.isActive && { is_active: [branch.isActive, isActive] }),
    ...(iataNumber !== branch.iataNumber && { iata_number: [branch.iataNumber, iataNumber] }),
  };
  if (Object.keys(changes).length === 0) return;
  await transaction.db
    .updateTable("branches")
    .set({
      branch_name: name,
      is_active: isActive ? 1 : 0,
      iata_number: iataNumber,
      version: branch.version + 1,
    })
    .where("branch_id", "=", branch.branchId)
    .execute();
  await writeHistory(transaction, {
    table: "branches",
    ids: [branch.branchId],
    type: "UPDATE",
    at: act.at,
    changes,
  });
  const event = {
    type: "branch.changed",
    targetType: "branch",
    targetId: publicId,
    payload: { branch_code: branch.code, changes },
  };
  await writeAudit(transaction, act.context, [event], act.at);
}
