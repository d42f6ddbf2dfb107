import type { Hash } from "node:crypto";
import { createHash } from "node:crypto";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getPartner } from "../../../db/read/get-partner";
import { verifyLedger } from "../../../db/verify/verify-ledger";
import { addDays, startOfDayIn } from "../../../domain/calendar";
import { invariant } from "../../../domain/invariant";
import { readOwnJson } from "../../../domain/own-json";
import { entriesTable, sealsTable } from "./audit-tables";
import type { FollowOptions } from "./follow-rows";
import { followRows } from "./follow-rows";
import type { ExportRequest } from "./open-report";
import { openReport } from "./open-report";
import type { ReportContent } from "./report-table";
import { writeCsv } from "./write-csv";
import type { ZipEntry } from "./zip-files";
import { zipFiles } from "./zip-files";

interface PackOptions {
  readonly request: ExportRequest;
  readonly follow: FollowOptions;
  /** When it is made, RFC 3339. */
  readonly at: string;
}

/**
 * A range for its auditor: trial balance, entries, the audit chain's links with its proof and that
 * of the ledger as they stand now, the checklists of its periods, and a manifest of digests.
 */
export async function writeAuditPack(
  scope: PartnerDatabase,
  options: PackOptions,
): Promise<ReportContent> {
  const { request, follow, at } = options;
  const { from, to } = request;
  invariant(from !== undefined, "a pack is asked for by its first day");
  const { functionalCurrency: currency } = await getPartner(scope);
  const entries = entriesTable(scope, currency, { from, to });
  const followed = followRows(entries.rows, follow);
  const parts: Readonly<Record<string, OpenPart>> = {
    "trial-balance.csv": async () => writeCsv(await openReport.trial_balance(scope, request)),
    "entries.csv": async () => writeCsv({ ...entries, rows: followed.rows }),
    "audit-chain.csv": () => openSeals(scope, { from, to, currency, follow }),
    "proof.json": async () => toJson(await verifyLedger(scope)),
    "checklists.json": async () => toJson(await listChecklists(scope, { from, to })),
  };
  const about = { partner: scope.partner, from, to, made_at: at };
  return { chunks: zipFiles(withManifest(parts, about), at), rowCount: followed.count };
}

type OpenPart = () => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>>;

/** Each part as it is packed, and after them their digests. */
async function* withManifest(
  parts: Readonly<Record<string, OpenPart>>,
  about: Readonly<Record<string, string>>,
): AsyncIterable<ZipEntry> {
  const hashes: [name: string, hash: Hash][] = [];
  for (const [name, open] of Object.entries(parts)) {
    const hash = createHash("sha256");
    yield { name, content: hashed(await open(), hash) };
    hashes.push([name, hash]);
  }
  const sha256 = Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest("hex")]));
  yield { name: "manifest.json", content: toJson({ ...about, sha256 }) };
}

async function* hashed(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  hash: Hash,
): AsyncIterable<Uint8Array> {
  for await (const bytes of content) {
    hash.update(bytes);
    yield bytes;
  }
}

async function openSeals(
  scope: PartnerDatabase,
  asked: {
    readonly from: string;
    readonly to: string;
    readonly currency: string;
    readonly follow: FollowOptions;
  },
): Promise<AsyncIterable<Uint8Array>> {
  const { timeZone } = await getPartner(scope);
  const table = sealsTable(scope, asked.currency, {
    from: toDateTime(startOfDayIn(timeZone, asked.from)),
    before: toDateTime(startOfDayIn(timeZone, addDays(asked.to, 1))),
  });
  return writeCsv({ ...table, rows: followRows(table.rows, asked.follow).rows });
}

function toJson(value: unknown): Uint8Array[] {
  return [Buffer.from(`${JSON.stringify(value, null, 2)}\n`)];
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
