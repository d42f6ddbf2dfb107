import type { Selectable } from "kysely";

import type { JsonValue } from "../../domain/canonical-json";
import type { Database } from "../generated/database";
import { sha256Of } from "./content-hash";

/** All that an entry says but its number and the database's own ids: those the writer gives last. */
export const digestedHeader = [
  "public_id",
  "entry_date",
  "event_date",
  "accounting_period_id",
  "source_type",
  "source_public_id",
  "posting_key",
  "description",
  "workflow_id",
  "workflow_run_id",
  "reverses_journal_entry_id",
  "functional_currency",
  "functional_total",
  "line_count",
  "posted_by_type",
  "posted_by_id",
  "posted_at",
] as const;

export const digestedLine = [
  "line_number",
  "account_id",
  "side",
  "transaction_currency",
  "transaction_minor_units",
  "transaction_amount",
  "functional_currency",
  "functional_minor_units",
  "functional_amount",
  "fx_rate",
  "reporting_currency",
  "reporting_minor_units",
  "reporting_amount",
  "reporting_fx_rate",
  "entry_date",
  "customer_id",
  "supplier_id",
  "booking_id",
  "booking_ticket_id",
  "branch_id",
  "service_date",
  "product_code",
  "tax_code",
] as const;

export type DigestedHeader = Pick<
  Selectable<Database["journal_entries"]>,
  (typeof digestedHeader)[number]
>;
export type DigestedLine = Pick<
  Selectable<Database["journal_entry_lines"]>,
  (typeof digestedLine)[number]
>;

/**
 * SHA-256 of an entry with its lines in their order. It stands in the audit row of the posting, so
 * that the chain of the audit proves the journal too.
 */
export function entryDigest(
  partner: string,
  header: DigestedHeader,
  lines: readonly DigestedLine[],
): string {
  return sha256Of({
    partner,
    header: digestedHeader.map((column) => normalize(header[column])),
    lines: lines.map((line) => digestedLine.map((column) => normalize(line[column]))),
  });
}

const fraction = /^([-\d: ]+)\.(\d+)$/;

/**
 * As it is read again: a decimal or a time with the zeros at its end or not, half a surrogate pair
 * as UTF-8 has it.
 */
function normalize(value: string | number | null): JsonValue {
  if (typeof value !== "string") return value;
  const [, whole = "", digits = ""] = fraction.exec(value) ?? [];
  if (digits === "") return Buffer.from(value).toString();
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? whole : `${whole}.${kept}`;
}
