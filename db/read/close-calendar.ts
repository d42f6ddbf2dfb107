import { readOwnJson } from "../../domain/own-json";
import type { ChecklistItem } from "../../domain/period/checklist";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { ApprovalRecord } from "./approvals";
import { toApproval } from "./approvals";

export interface NewestChecklist {
  readonly publicId: string;
  readonly items: readonly ChecklistItem[];
  readonly checkedAt: string;
}

export interface ClosingRecords {
  /** By the period's key: the last day that a run has recognised. */
  readonly recognisedThrough: ReadonlyMap<number, string>;
  readonly checklists: ReadonlyMap<number, NewestChecklist>;
  /** What waits for another person, of whatever period. */
  readonly approvals: readonly ApprovalRecord[];
}

/** What is on record of the closing of some periods, in a fixed number of statements. */
export async function readClosingRecords(
  { db }: PartnerDatabase,
  periodIds: readonly number[],
): Promise<ClosingRecords> {
  if (periodIds.length === 0) {
    return { recognisedThrough: new Map(), checklists: new Map(), approvals: [] };
  }
  const runs = await db
    .selectFrom("recognition_runs")
    .select(({ fn }) => ["accounting_period_id", fn.max("recognised_through").as("through")])
    .where("accounting_period_id", "in", periodIds)
    .where("run_status", "=", "succeeded")
    .groupBy("accounting_period_id")
    .execute();
  const checklists = await db
    .selectFrom("period_checklists")
    .select(["accounting_period_id", "public_id", "checklist", "created_at"])
    .where("period_checklist_id", "in", ({ selectFrom }) =>
      selectFrom("period_checklists as newest")
        .select(({ fn }) => fn.max("newest.period_checklist_id").as("id"))
        .where("newest.accounting_period_id", "in", periodIds)
        .groupBy("newest.accounting_period_id"),
    )
    .execute();
  const approvals = await db
    .selectFrom("approvals")
    .selectAll()
    .where("status", "=", "pending")
    .where("approval_act", "in", ["period.reopen", "recognition.run"])
    .orderBy("approval_id")
    .execute();
  return {
    recognisedThrough: new Map(runs.map((row) => [row.accounting_period_id, row.through])),
    checklists: new Map(
      checklists.map((row) => [
        row.accounting_period_id,
        {
          publicId: row.public_id,
          items: readOwnJson<ChecklistItem[]>(row.checklist),
          checkedAt: toInstant(row.created_at),
        },
      ]),
    ),
    approvals: approvals.map(toApproval),
  };
}
