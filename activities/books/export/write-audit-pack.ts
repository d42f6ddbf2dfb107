import { createHash } from "node:crypto";

import { zipSync } from "fflate";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getPartner } from "../../../db/read/get-partner";
import { verifyLedger } from "../../../db/verify/verify-ledger";
import { addDays, startOfDayIn } from "../../../domain/calendar";
import { invariant } from "../../../domain/invariant";
import { readOwnJson } from "../../../domain/own-json";
import { entriesTable, sealsTable } from "./audit-tables";
import { followRows } from "./follow-rows";
import type { ExportRequest } from "./open-report";
import { openReport } from "./open-report";
import type { ReportTable } from "./report-table";
import { writeCsv } from "./write-csv";
import type { WrittenFile } from "./write-report";

interface PackOptions {
  readonly request: ExportRequest;
  readonly follow: Parameters<typeof followRows>[1];
  /** When it is made, RFC 3339. */
  readonly at: string;
}

/**
 * A range for its auditor: trial balance, entries, the audit chain's links with its proof and that
 * of the ledger as they stand now, the checklists of its periods, and a manifest of digests.
 */
export async function writeAuditPack(
  scope: PartnerDatabase,
  { request, follow, at }: PackOptions,
): Promise<WrittenFile> {
  const { from, to } = request;
  invariant(from !== undefined, "a pack is asked for by its first day");
  const { timeZone, functionalCurrency } = await getPartner(scope);
  const written = {
    from: toDateTime(startOfDayIn(timeZone, from)),
    before: toDateTime(startOfDayIn(timeZone, addDays(to, 1))),
  };
  const entries = entriesTable(scope, functionalCurrency, { from, to });
  const followed = followRows(entries.rows, follow);
  const files = {
    "trial-balance.csv": await writeCsv(await openReport.trial_balance(scope, request)),
    "entries.csv": await writeCsv({ ...entries, rows: followed.rows }),
    "audit-chain.csv": await writeFollowed(sealsTable(scope, functionalCurrency, written), follow),
    "proof.json": toJson(await verifyLedger(scope)),
    "checklists.json": toJson(await listChecklists(scope, { from, to })),
  };
  const manifest = toJson({
    partner: scope.partner,
    from,
    to,
    made_at: at,
    sha256: Object.fromEntries(
      Object.entries(files).map(([name, body]) => [
        name,
        createHash("sha256").update(body).digest("hex"),
      ]),
    ),
  });
  const body = zipSync({ "manifest.json": manifest, ...files }, { mtime: at });
  return { body: Buffer.from(body), rowCount: followed.count() };
}

function writeFollowed(table: ReportTable, follow: PackOptions["follow"]): Promise<Buffer> {
  return writeCsv({ ...table, rows: followRows(table.rows, follow).rows });
}

function toJson(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

async function listChecklists(
  { db }: PartnerDatabase,
  { from, to }: { readonly from: string; readonly to: string },
) {
  const rows = await db
    .selectFrom("period_checklists as checklist")
    .innerJoin(
      "accounting_periods as period",
      "period.accounting_period_id",
      "checklist.accounting_period_id",
    )
    .selectAll("checklist")
    .select("period.period_code")
    .where("period.starts_on", "<=", to)
    .where("period.ends_on", ">=", from)
    .orderBy("checklist.period_checklist_id")
    .execute();
  return rows.map((row) => ({
    id: row.public_id,
    period: row.period_code,
    purpose: row.purpose,
    is_passed: row.is_passed === 1,
    last_entry_number: row.last_entry_number,
    workflow_id: row.workflow_id,
    made_at: row.created_at,
    items: readOwnJson<unknown>(row.checklist),
  }));
}
