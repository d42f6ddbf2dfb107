import type { Kysely, Transaction } from "kysely";

import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import type { Database } from "../generated/database";
import { historicColumns } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";

/** Entities that change, with the table that mirrors each row as it was left. */
const histories = {
  agency_memos: { table: "agency_memo_history", key: "agency_memo_id" },
  accounting_periods: { table: "accounting_period_history", key: "accounting_period_id" },
  approval_delegations: { table: "approval_delegation_history", key: "approval_delegation_id" },
  approval_policies: { table: "approval_policy_history", key: "approval_policy_id" },
  approvals: { table: "approval_history", key: "approval_id" },
  bsp_column_mappings: { table: "bsp_column_mapping_history", key: "bsp_column_mapping_id" },
  bsp_exceptions: { table: "bsp_exception_history", key: "bsp_exception_id" },
  bsp_rules: { table: "bsp_rule_history", key: "bsp_rule_id" },
  bsp_sources: { table: "bsp_source_history", key: "bsp_source_id" },
  branches: { table: "branch_history", key: "branch_id" },
  bookings: { table: "booking_history", key: "booking_id" },
  booking_tickets: { table: "booking_ticket_history", key: "booking_ticket_id" },
  chart_of_accounts: { table: "chart_of_account_history", key: "account_id" },
  customer_addresses: { table: "customer_address_history", key: "customer_address_id" },
  customers: { table: "customer_history", key: "customer_id" },
  fx_rate_feeds: { table: "fx_rate_feed_history", key: "fx_rate_feed_id" },
  identity_providers: { table: "identity_provider_history", key: "identity_provider_id" },
  journal_drafts: { table: "journal_draft_history", key: "journal_draft_id" },
  journal_templates: { table: "journal_template_history", key: "journal_template_id" },
  override_agreements: { table: "override_agreement_history", key: "override_agreement_id" },
  partners: { table: "partner_history", key: "partner_id" },
  personal_access_tokens: {
    table: "personal_access_token_history",
    key: "personal_access_token_id",
  },
  recurring_journals: { table: "recurring_journal_history", key: "recurring_journal_id" },
  refunds: { table: "refund_history", key: "refund_id" },
  report_definitions: { table: "report_definition_history", key: "report_definition_id" },
  roles: { table: "role_history", key: "role_id" },
  supplier_bank_details: { table: "supplier_bank_detail_history", key: "supplier_bank_detail_id" },
  suppliers: { table: "supplier_history", key: "supplier_id" },
  user_branches: { table: "user_branch_history", key: "user_branch_id" },
  user_roles: { table: "user_role_history", key: "user_role_id" },
  users: { table: "user_history", key: "user_id" },
} as const satisfies Partial<Record<keyof Database, { table: keyof Database; key: string }>>;

export type HistoricTable = keyof typeof histories;
export type ChangeType = "INSERT" | "UPDATE" | "DELETE" | "RESTORE";

/** Columns that were set, as `[before, after]`. */
export type Changes = Readonly<Record<string, readonly [JsonValue, JsonValue]>>;

/**
 * Mirrors rows, as they were left, into their history in the transaction that changed them: one
 * statement for any number of rows.
 */
export async function writeHistory(
  transaction: PartnerTransaction,
  change: {
    readonly table: HistoricTable;
    readonly ids: readonly number[];
    readonly type: ChangeType;
    readonly at: string;
    /** None for an INSERT: the row itself says what it began with. */
    readonly changes?: Changes;
    readonly changedByUserId?: number | null;
  },
): Promise<void> {
  const { table: historyTable, key } = histories[change.table];
  const mirrored = historicColumns[change.table];
  const db = untyped(transaction.db);
  await db
    .insertInto(historyTable)
    .columns([...mirrored, "changed_at", "changed_by_user_id", "change_type", "diff_json"])
    .expression(
      db
        .selectFrom(change.table)
        .select([...mirrored])
        .select(({ val }) => [
          val(change.at).as("changed_at"),
          val(change.changedByUserId ?? null).as("changed_by_user_id"),
          val(change.type).as("change_type"),
          val(canonicalJson({ ...change.changes })).as("diff_json"),
        ])
        .where(key, "in", [...change.ids]),
    )
    .execute();
}

/**
 * For statements whose tables and columns are known only when they run. The partner's scope holds
 * them to the partner all the same.
 */
function untyped(db: Transaction<Database>): Kysely<Record<string, Record<string, unknown>>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tables and columns come from the generated lists
  return db as unknown as Kysely<Record<string, Record<string, unknown>>>;
}
