import type { PartnerDatabase, PartnerTransaction } from "../../../db/partner-scope";
import { listSignOffs, readWantedSignOffs } from "../../../db/read/period-sign-offs";
import type { ChecklistItem } from "../../../domain/period/checklist";
import { missingSignOffs } from "../../../domain/period/sign-offs";
import type { PeriodToCheck } from "./period-to-check";

/** Each role that the partner names has given its word. */
export async function checkSignOffs(
  snapshot: PartnerTransaction,
  { period }: PeriodToCheck,
): Promise<ChecklistItem> {
  const item = "signed_off";
  const wanted = await readWantedSignOffs(snapshot);
  if (wanted.length === 0) {
    const text = "Not applicable: closing asks for nobody's sign-off.";
    return { item, status: "not_applicable", figure: "0", text, link: null };
  }
  const missing = missingSignOffs(wanted, await listSignOffs(snapshot, [period.periodId]));
  const isDone = missing.length === 0;
  return {
    item,
    status: isDone ? "passed" : "failed",
    figure: String(missing.length),
    text: isDone
      ? `Signed off as ${wanted.join(", ")}.`
      : `Waits for the sign-off of ${missing.join(", ")}.`,
    link: isDone ? null : `/v1/periods/${period.publicId}/sign-off`,
  };
}

/** The roles whose word a period waits for. */
export async function listMissingSignOffs(
  scope: PartnerDatabase,
  periodId: number,
): Promise<string[]> {
  return missingSignOffs(await readWantedSignOffs(scope), await listSignOffs(scope, [periodId]));
}
