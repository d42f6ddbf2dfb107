import { createHash } from "node:crypto";

import { Context } from "@temporalio/activity";

import { newId } from "../../../db/new-id";
import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getPartner } from "../../../db/read/get-partner";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { updateOperation } from "../../../db/write/operations";
import { invariant } from "../../../domain/invariant";
import { formatDocumentKey } from "../../../suppliers/documents/document-key";
import type {
  ExportReportInput,
  ExportReportResult,
} from "../../../temporal/contract/export-report";
import { toActContext } from "../../act-context";
import { keepHeartbeating } from "../../heartbeat";
import { findOperationResult } from "../find-operation-result";
import type { ExportDependencies } from "./export-activities";
import { followRows } from "./follow-rows";
import { openReport, toExportRequest } from "./open-report";
import { writeAuditPack } from "./write-audit-pack";
import { writeCsv } from "./write-csv";
import { writePdf } from "./write-pdf";
import { writeXlsx } from "./write-xlsx";

type Format = ExportReportInput["request"]["format"];

const contentTypes: Readonly<Record<Format, string>> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pdf: "application/pdf",
  zip: "application/zip",
};

/** A file is whole in memory before it is stored: so many rows of it are. */
const rowCountsMax: Readonly<Record<Format, number>> = {
  csv: 500_000,
  xlsx: 50_000,
  pdf: 5_000,
  zip: 500_000,
};

export interface WrittenFile {
  readonly body: Buffer;
  readonly rowCount: number;
}

/**
 * Writes a report and stores it. Each attempt writes a document of its own, as the books may have
 * moved in between; the one whose commit ends the operation is the export's.
 */
export function createWriteReport(dependencies: ExportDependencies) {
  return async function writeReport(input: ExportReportInput): Promise<ExportReportResult> {
    const scope = await dependencies.openPartner(input.partner);
    const earlier = await findOperationResult<ExportReportResult>(scope, input.operationId);
    if (earlier !== undefined) return earlier;
    // Also while it waits for the database: what it reads then is read for nobody.
    const { cancelled } = Context.current();
    const written = await keepHeartbeating(() =>
      Promise.race([cancelled, write(dependencies, scope, input)]),
    );
    return store(dependencies, scope, input, written);
  };
}

async function write(
  { now }: ExportDependencies,
  scope: PartnerDatabase,
  input: ExportReportInput,
): Promise<WrittenFile> {
  const { report, format } = input.request;
  const tell = async (count: number) => {
    const stage = `${count} rows`;
    await updateOperation(scope, input.operationId, { status: "running", stage, at: "" });
  };
  const follow = { countMax: rowCountsMax[format], tell };
  const request = toExportRequest(input);
  if (report === "audit_pack") return writeAuditPack(scope, { request, follow, at: now() });
  invariant(format !== "zip", "a table is no zip");
  const table = await openReport[report](scope, request);
  const followed = followRows(table.rows, follow);
  const part = { ...table, rows: followed.rows };
  const writers = { csv: writeCsv, xlsx: writeXlsx };
  const body =
    format === "pdf"
      ? await writePdf(part, await headOf(scope, input))
      : await writers[format](part);
  return { body, rowCount: followed.count() };
}

async function headOf(scope: PartnerDatabase, { request: { from, to } }: ExportReportInput) {
  const { name } = await getPartner(scope);
  return { partner: name, covers: from === null ? `Up to ${to}` : `${from} to ${to}` };
}

async function store(
  { documents, now, observer }: ExportDependencies,
  scope: PartnerDatabase,
  input: ExportReportInput,
  { body, rowCount }: WrittenFile,
): Promise<ExportReportResult> {
  const { format, report, from, to } = input.request;
  const documentId = newId("document");
  const instant = now();
  const key = formatDocumentKey({
    partnerId: input.partner,
    year: instant.slice(0, 4),
    month: instant.slice(5, 7),
    documentId,
    extension: format,
  });
  const sha256 = createHash("sha256").update(body).digest("hex");
  const contentType = contentTypes[format];
  await documents.put({ key, body, contentType, sha256 });
  const fileName = `${[report.replaceAll("_", "-"), from, to].filter(Boolean).join("-")}.${format}`;
  const result = { documentId, fileName, rowCount };
  const at = toDateTime(instant);
  await inTransaction(
    scope,
    async (transaction) => {
      await transaction.db
        .insertInto("documents")
        .values({
          public_id: documentId,
          document_type: "report",
          file_name: fileName,
          content_type: contentType,
          byte_size: body.length,
          sha256,
          storage_key: key,
        })
        .execute();
      const ended = await updateOperation(transaction, input.operationId, {
        status: "succeeded",
        stage: "exported",
        result,
        resource: { type: "document", id: documentId },
        at,
      });
      if (!ended) throw new Error(`Another attempt has ended operation ${input.operationId}.`);
      const event = {
        type: "report.exported",
        targetType: "document",
        targetId: documentId,
        payload: { report, format, from, to, sha256, rows: rowCount },
      };
      await writeAudit(transaction, toActContext(input.context), [event], at);
    },
    observer,
  );
  return result;
}
