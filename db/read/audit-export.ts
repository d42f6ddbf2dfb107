import { canonicalJson } from "../../domain/canonical-json";
import type { PartnerDatabase } from "../partner-scope";
import type { SealedAuditRow } from "./sealed-audit-rows";
import { readSealedRows } from "./sealed-audit-rows";

export interface AuditRange {
  readonly from: number;
  readonly through?: number;
}

/** First a line that says whose chain it is, then a line for each row. */
export async function* exportAuditLines(
  scope: PartnerDatabase,
  range: AuditRange,
): AsyncGenerator<string> {
  yield `${canonicalJson({ format: 1, partner: scope.partner, from: range.from })}\n`;
  for await (const row of readSealedRows(scope, range)) yield `${canonicalJson({ ...row })}\n`;
}

export async function* exportAudit(
  scope: PartnerDatabase,
  { format, ...range }: AuditRange & { readonly format: "ndjson" | "csv" },
): AsyncGenerator<string> {
  if (format === "ndjson") {
    yield* exportAuditLines(scope, range);
    return;
  }
  yield `${columns.join(",")}\r\n`;
  for await (const row of readSealedRows(scope, range)) yield toCsvLine(row);
}

const columns = [
  "sequence",
  "created_at",
  "event_type",
  "actor_type",
  "actor_id",
  "target_entity_type",
  "target_entity_id",
  "event_payload",
  "request_id",
  "ip_address",
  "user_agent",
  "workflow_id",
  "content_hash",
  "previous_hash",
  "chain_hash",
] as const;

function toCsvLine(row: SealedAuditRow): string {
  const values: Readonly<Record<string, string | number | null>> = {
    ...row.content,
    sequence: row.sequence,
    content_hash: row.content_hash,
    previous_hash: row.previous_hash,
    chain_hash: row.chain_hash,
  };
  return `${columns.map((column) => toCell(values[column] ?? "")).join(",")}\r\n`;
}

/** A text that a spreadsheet would run as a formula begins with an apostrophe. */
function toCell(value: string | number): string {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : `${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
