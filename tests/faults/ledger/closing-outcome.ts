import type { PartnerDatabase } from "../../../db/partner-scope";

/** All that a closing leaves, without the ids that no two partners share. */
export async function readClosing({ db }: PartnerDatabase) {
  const operations = await db
    .selectFrom("operations")
    .select(["operation_kind", "status", "stage"])
    .orderBy("operation_id")
    .execute();
  const periods = await db
    .selectFrom("accounting_periods")
    .select(["period_code", "status"])
    .orderBy("period_code")
    .execute();
  const lines = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .select(["entry.entry_number", "entry.source_type", "entry.entry_date", "entry.description"])
    .select(["account.account_code", "line.side", "line.functional_amount"])
    .orderBy("entry.entry_number")
    .orderBy("line.line_number")
    .execute();
  const runs = await db
    .selectFrom("recognition_runs")
    .select(["run_status", "due_line_count", "line_count", "entry_count", "recognised_amount"])
    .execute();
  const accruals = await db.selectFrom("override_accruals").select("posting_key").execute();
  const checklists = await db.selectFrom("period_checklists").select("purpose").execute();
  const documents = await db
    .selectFrom("documents")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  const audited = await db
    .selectFrom("audit_logs")
    .select("event_type")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .groupBy("event_type")
    .orderBy("event_type")
    .execute();
  return { operations, periods, lines, runs, accruals, checklists, documents, audited };
}
