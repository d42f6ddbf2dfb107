import { canonicalJson, type JsonValue } from "../../domain/canonical-json";
import type { Database } from "../generated/database";
import type { PartnerTransaction } from "../partner-scope";

/** Entities that change, with the table that mirrors each row as it was left. */
const histories = {
  accounting_periods: { table: "accounting_period_history", key: "accounting_period_id" },
  bookings: { table: "booking_history", key: "booking_id" },
  booking_tickets: { table: "booking_ticket_history", key: "booking_ticket_id" },
  chart_of_accounts: { table: "chart_of_account_history", key: "account_id" },
  customer_addresses: { table: "customer_address_history", key: "customer_address_id" },
  customers: { table: "customer_history", key: "customer_id" },
  partners: { table: "partner_history", key: "partner_id" },
  personal_access_tokens: {
    table: "personal_access_token_history",
    key: "personal_access_token_id",
  },
  supplier_bank_details: { table: "supplier_bank_detail_history", key: "supplier_bank_detail_id" },
  suppliers: { table: "supplier_history", key: "supplier_id" },
  users: { table: "user_history", key: "user_id" },
} as const satisfies Partial<Record<keyof Database, { table: keyof Database; key: string }>>;

export type HistoricTable = keyof typeof histories;
export type ChangeType = "INSERT" | "UPDATE" | "DELETE" | "RESTORE";

/**
 * Mirrors rows into their history in the transaction that changed them, with the columns that
 * changed as `[before, after]`. One statement to read and one to write, for any number of rows.
 */
export async function writeHistory(
  { db }: PartnerTransaction,
  change: {
    readonly table: HistoricTable;
    readonly ids: readonly number[];
    readonly type: ChangeType;
    readonly at: string;
    /** The columns that were set, as they were, by id; none for an INSERT. */
    readonly before?: ReadonlyMap<number, Readonly<Record<string, unknown>>>;
    readonly changedByUserId?: number | null;
  },
): Promise<void> {
  const { table: historyTable, key } = histories[change.table];
  const rows: Record<string, unknown>[] = await db
    .selectFrom(change.table)
    .selectAll()
    .where(db.dynamic.ref(`${change.table}.${key}`), "in", [...change.ids])
    .execute();
  const mirrored = rows.map((row) => ({
    ...row,
    changed_at: change.at,
    changed_by_user_id: change.changedByUserId ?? null,
    change_type: change.type,
    diff_json: canonicalJson(differences(change.before?.get(Number(row[key])), row)),
  }));
  await db.insertInto(historyTable).values(mirrored).execute();
}

/** Set by the database on every change: they say nothing of what was changed. */
const mechanical: ReadonlySet<string> = new Set(["updated_at", "version"]);

function differences(
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>>,
): Record<string, JsonValue> {
  const changed = Object.keys(before ?? after).filter(
    (column) => !mechanical.has(column) && before?.[column] !== after[column],
  );
  return Object.fromEntries(
    changed.map((column) => [column, [toJson(before?.[column]), toJson(after[column])]]),
  );
}

function toJson(value: unknown): JsonValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  return "(binary)";
}
