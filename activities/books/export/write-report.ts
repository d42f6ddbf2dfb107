import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { activityInfo, Context } from "@temporalio/activity";

import { newId } from "../../../db/new-id";
import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getBranch } from "../../../db/read/branches";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { updateOperation } from "../../../db/write/operations";
import type {
  ExportReportInput,
  ExportReportResult,
} from "../../../temporal/contract/export-report";
import { toActContext } from "../../act-context";
import { keepHeartbeating } from "../../heartbeat";
import { findOperationResult } from "../find-operation-result";
import { keyOfAttempt, removeOtherAttempts } from "./attempt-files";
import type { ExportDependencies } from "./export-activities";
import type { RenderedFile } from "./render-report";
import { tellProgress } from "./tell-progress";

type Format = ExportReportInput["request"]["format"];

const contentTypes: Readonly<Record<Format, string>> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pdf: "application/pdf",
  zip: "application/zip",
};

/** Of everything that a partner owns there is no other file to ask for. */
const archiveRowCountMax = 100_000_000;

/** Of a sheet, what Excel can open; else what can be written well within the activity's hour. */
const rowCountsMax: Readonly<Record<Format, number>> = {
  csv: 5_000_000,
  xlsx: 1_000_000,
  pdf: 100_000,
  zip: 5_000_000,
};

/**
 * Writes a report and stores it. Each attempt writes a document of its own, as the books may have
 * moved in between; the one whose commit ends the operation is the export's, and what the others
 * have stored is removed.
 */
export function createWriteReport(dependencies: ExportDependencies) {
  return async function writeReport(input: ExportReportInput): Promise<ExportReportResult> {
    const scope = await dependencies.openPartner(input.partner);
    const earlier = await findOperationResult<ExportReportResult>(scope, input.operationId);
    const result = earlier ?? (await write(dependencies, scope, input));
    await removeOtherAttempts(dependencies, scope, { input, result });
    return result;
  };
}

async function write(
  dependencies: ExportDependencies,
  scope: PartnerDatabase,
  input: ExportReportInput,
): Promise<ExportReportResult> {
  const folder = await mkdtemp(join(tmpdir(), `travobooks-${input.operationId}-`));
  try {
    const path = join(folder, "report");
    const file = await render(dependencies, scope, { input, path });
    return await store(dependencies, scope, { input, path, file });
  } finally {
    // A thread that was just stopped may be writing still.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ends as cancelled as soon as it is called off, also while it waits for the database. */
async function render(
  { threads, now }: ExportDependencies,
  scope: PartnerDatabase,
  { input, path }: { readonly input: ExportReportInput; readonly path: string },
): Promise<RenderedFile> {
  const { partner, operationId, request } = input;
  const { cancelled, cancellationSignal: signal } = Context.current();
  const progress = tellProgress((count) =>
    updateOperation(scope, operationId, { status: "running", stage: `${count} rows`, at: "" }),
  );
  const isArchive = request.report === "partner_archive";
  const rowCountMax = isArchive ? archiveRowCountMax : rowCountsMax[request.format];
  const job = { partner, request, at: now(), rowCountMax, path };
  const rendering = threads.render(job, { signal, tell: progress.tell });
  const file = await keepHeartbeating(() => Promise.race([cancelled, rendering]), progress.count);
  await progress.told();
  return file;
}

async function store(
  { documents, now, observer }: ExportDependencies,
  scope: PartnerDatabase,
  {
    input,
    path,
    file,
  }: { readonly input: ExportReportInput; readonly path: string; readonly file: RenderedFile },
): Promise<ExportReportResult> {
  const { format, report, from, to } = input.request;
  const { sizeBytes, sha256, rowCount } = file;
  const documentId = newId("document");
  const key = keyOfAttempt(input, activityInfo().attempt);
  const contentType = contentTypes[format];
  await keepHeartbeating(() => documents.putFile({ key, path, contentType, sizeBytes, sha256 }));
  const fileName = `${[report.replaceAll("_", "-"), from, to].filter(Boolean).join("-")}.${format}`;
  const result = { documentId, fileName, rowCount };
  const at = toDateTime(now());
  const { branchId } = input.request;
  const branch = branchId === null ? undefined : await getBranch(scope, branchId);
  const hasEnded = await inTransaction(
    scope,
    async (transaction) => {
      const ended = await updateOperation(transaction, input.operationId, {
        status: "succeeded",
        stage: "exported",
        result,
        resource: { type: "document", id: documentId },
        at,
      });
      if (!ended) return false;
      await transaction.db
        .insertInto("documents")
        .values({
          public_id: documentId,
          document_type: report === "partner_archive" ? report : "report",
          branch_id: branch?.branchId ?? null,
          file_name: fileName,
          content_type: contentType,
          byte_size: sizeBytes,
          sha256,
          storage_key: key,
        })
        .execute();
      const event = {
        type: report === "partner_archive" ? "partner.exported" : "report.exported",
        targetType: "document",
        targetId: documentId,
        payload: { report, format, from, to, sha256, rows: rowCount },
      };
      await writeAudit(transaction, toActContext(input.context), [event], at);
      return true;
    },
    observer,
  );
  if (hasEnded) return result;
  await documents.remove(key);
  throw new Error(`Operation ${input.operationId} has ended without this attempt.`);
}
