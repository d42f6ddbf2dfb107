import { readOwnJson } from "../../domain/own-json";
import type { ChecklistItem } from "../../domain/period/checklist";
import { missingSignOffs } from "../../domain/period/sign-offs";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { ApprovalRecord } from "./approvals";
import { toApproval } from "./approvals";
import { listSignOffs, readWantedSignOffs } from "./period-sign-offs";
import type { PeriodRecord } from "./periods";

export interface NewestChecklist {
  readonly publicId: string;
  readonly items: readonly ChecklistItem[];
  readonly checkedAt: string;
}

export interface ClosingRecords {
  /** By the period's key: the last day that a run has recognised. */
  readonly recognisedThrough: ReadonlyMap<number, string>;
  readonly checklists: ReadonlyMap<number, NewestChecklist>;
  /** Keys of periods whose overrides were accrued, or for which no agreement is. */
  readonly accrued: ReadonlySet<number>;
  /** By the period's key: roles whose word is waited for. */
  readonly missingSignOffs: ReadonlyMap<number, readonly string[]>;
  /** What waits for another person, of whatever period. */
  readonly approvals: readonly ApprovalRecord[];
}

/** What is on record of the closing of some periods, in a fixed number of statements. */
export async function readClosingRecords(
  scope: PartnerDatabase,
  periods: readonly PeriodRecord[],
): Promise<ClosingRecords> {
  const { db } = scope;
  const periodIds = periods.map(({ periodId }) => periodId);
  if (periodIds.length === 0) {
    return {
      recognisedThrough: new Map(),
      checklists: new Map(),
      accrued: new Set(),
      missingSignOffs: new Map(),
      approvals: [],
    };
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
    accrued: await readAccrued(scope, periods),
    missingSignOffs: await readMissing(scope, periodIds),
    approvals: approvals.map(toApproval),
  };
}

async function readAccrued(
  { db }: PartnerDatabase,
  periods: readonly PeriodRecord[],
): Promise<ReadonlySet<number>> {
  const agreements = await db
    .selectFrom("override_agreements")
    .select(["valid_from", "valid_until"])
    .where("is_active", "=", 1)
    .execute();
  const posted = await db
    .selectFrom("override_accruals")
    .select("accounting_period_id")
    .distinct()
    .execute();
  const done = await db
    .selectFrom("operations")
    .select("resource_public_id")
    .where("operation_kind", "=", "period.accrue")
    .where("status", "=", "succeeded")
    .where(
      "resource_public_id",
      "in",
      periods.map(({ publicId }) => publicId),
    )
    .execute();
  const isAccrued = ({ periodId, publicId, startsOn, endsOn }: PeriodRecord) =>
    posted.some((row) => row.accounting_period_id === periodId) ||
    done.some((row) => row.resource_public_id === publicId) ||
    agreements.every((row) => row.valid_from > endsOn || row.valid_until < startsOn);
  return new Set(periods.filter(isAccrued).map(({ periodId }) => periodId));
}

async function readMissing(
  scope: PartnerDatabase,
  periodIds: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const wanted = await readWantedSignOffs(scope);
  const given = wanted.length === 0 ? [] : await listSignOffs(scope, periodIds);
  return new Map(
    periodIds.map((id) => [
      id,
      missingSignOffs(
        wanted,
        given.filter(({ periodId }) => periodId === id),
      ),
    ]),
  );
}
