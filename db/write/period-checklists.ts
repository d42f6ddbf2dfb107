import { canonicalJson } from "../../domain/canonical-json";
import type { ChecklistItem } from "../../domain/period/checklist";
import { failedItems } from "../../domain/period/checklist";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { isDuplicateKey } from "../transaction";

export interface NewChecklist {
  readonly publicId: string;
  readonly periodId: number;
  readonly purpose: Database["period_checklists"]["purpose"];
  readonly items: readonly ChecklistItem[];
  readonly lastEntryNumber: number;
  readonly workflowId: string | null;
  readonly at: string;
}

/** Keeps a run of a checklist; an attempt that is repeated finds it kept. */
export async function insertPeriodChecklist(
  { db }: PartnerDatabase,
  checklist: NewChecklist,
): Promise<void> {
  try {
    await db
      .insertInto("period_checklists")
      .values({
        public_id: checklist.publicId,
        accounting_period_id: checklist.periodId,
        purpose: checklist.purpose,
        is_passed: failedItems(checklist.items).length === 0 ? 1 : 0,
        checklist: canonicalJson(checklist.items.map((item) => ({ ...item }))),
        last_entry_number: checklist.lastEntryNumber,
        workflow_id: checklist.workflowId,
        created_at: checklist.at,
      })
      .execute();
  } catch (error) {
    if (!isDuplicateKey(error, "uq_period_checklists_public_id")) throw error;
  }
}
