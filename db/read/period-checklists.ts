import { readOwnJson } from "../../domain/own-json";
import type { ChecklistItem } from "../../domain/period/checklist";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";

export interface ChecklistRecord {
  readonly publicId: string;
  readonly purpose: Database["period_checklists"]["purpose"];
  readonly isPassed: boolean;
  readonly items: readonly ChecklistItem[];
  readonly lastEntryNumber: number;
  readonly workflowId: string | null;
  readonly checkedAt: string;
}

/** The newest run of a period's checklist. */
export async function findPeriodChecklist(
  { db }: PartnerDatabase,
  periodId: number,
): Promise<ChecklistRecord | undefined> {
  const row = await db
    .selectFrom("period_checklists")
    .selectAll()
    .where("accounting_period_id", "=", periodId)
    .orderBy("period_checklist_id", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      publicId: row.public_id,
      purpose: row.purpose,
      isPassed: row.is_passed === 1,
      items: readOwnJson<ChecklistItem[]>(row.checklist),
      lastEntryNumber: row.last_entry_number,
      workflowId: row.workflow_id,
      checkedAt: toInstant(row.created_at),
    }
  );
}
