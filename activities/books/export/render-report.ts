import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { getPartner } from "../../../db/read/get-partner";
import { InvariantError } from "../../../domain/invariant";
import type { DocumentStore } from "../../../suppliers/documents/port";
import type { ExportReportInput } from "../../../temporal/contract/export-report";
import { readBrand } from "../../read-brand";
import { chooseColumns } from "./choose-columns";
import type { FollowOptions } from "./follow-rows";
import { followRows } from "./follow-rows";
import { openReport, toExportRequest } from "./open-report";
import type { ReportContent } from "./report-table";
import { writeAuditPack } from "./write-audit-pack";
import { writeCsv } from "./write-csv";
import type { ArchiveOptions } from "./write-partner-archive";
import { writePartnerArchive } from "./write-partner-archive";
import type { PdfHead } from "./write-pdf";
import { writePdf } from "./write-pdf";
import { writeXlsx } from "./write-xlsx";

export interface RenderJob {
  readonly partner: string;
  readonly request: ExportReportInput["request"];
  /** When it is made, RFC 3339. */
  readonly at: string;
  readonly rowCountMax: number;
  /** The file to write. */
  readonly path: string;
}

/** What an archive of the partner is made of besides its rows. */
type ArchiveSources = Pick<ArchiveOptions, "documents" | "keyRing">;

export interface RenderedFile {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly rowCount: number;
}

/** Writes a report's file: its rows are read as they are written, and none are kept. */
export async function renderReport(
  scope: PartnerDatabase,
  job: RenderJob,
  { tell, ...archive }: ArchiveSources & Pick<FollowOptions, "tell">,
): Promise<RenderedFile> {
  const follow = { countMax: job.rowCountMax, tell };
  const { chunks, rowCount } = await openContent(scope, job, follow, archive);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  await pipeline(
    chunks,
    async function* measure(source: AsyncIterable<Uint8Array>) {
      for await (const bytes of source) {
        hash.update(bytes);
        sizeBytes += bytes.length;
        yield bytes;
      }
    },
    createWriteStream(job.path, { flags: "wx", mode: 0o600 }),
  );
  return { sizeBytes, sha256: hash.digest("hex"), rowCount: rowCount() };
}

async function openContent(
  scope: PartnerDatabase,
  { request: asked, at }: RenderJob,
  follow: FollowOptions,
  archive: ArchiveSources,
): Promise<ReportContent> {
  const { report, format } = asked;
  const request = toExportRequest(asked);
  if (report === "audit_pack") return writeAuditPack(scope, { request, follow, at });
  if (report === "partner_archive") {
    return writePartnerArchive(scope, { ...archive, follow, at });
  }
  const table = chooseColumns(await openReport[report](scope, request), asked.columns);
  const followed = followRows(table.rows, follow);
  const part = { ...table, rows: followed.rows };
  const rowCount = followed.count;
  switch (format) {
    case "csv":
      return { chunks: writeCsv(part), rowCount };
    case "xlsx":
      return { chunks: writeXlsx(part, at), rowCount };
    case "pdf":
      return { chunks: writePdf(part, await headOf(scope, archive.documents, asked)), rowCount };
    case "zip":
      throw new InvariantError("a table is no zip");
  }
}

/** Whose books they are in law, under its logo. */
async function headOf(
  scope: PartnerDatabase,
  documents: DocumentStore,
  { from, to }: RenderJob["request"],
): Promise<PdfHead> {
  const { name: partner } = await getPartner(scope);
  const brand = await readBrand(documents, scope);
  return { partner, brand, covers: from === null ? `Up to ${to}` : `${from} to ${to}` };
}
