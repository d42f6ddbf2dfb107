import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

import type { RenderedFile, RenderJob } from "../../activities/books/export/render-report";
import { renderReport } from "../../activities/books/export/render-report";
import { openReportThreads } from "../../activities/books/export/report-threads";
import { parseDatabaseUrl } from "../../db/config";
import { parseKeyRing } from "../../db/encryption/key-ring";
import { createPartnerScopes } from "../../db/partner-scopes";
import { openDatabase } from "../../db/pool";
import { openDocumentStore } from "../../suppliers/documents/open-document-store";
import type { ExportMeasure, ExportRun } from "./export-run";

const resolutionMs = 5;
/** Of archives alone, which are not measured. */
const archiveSources = {
  documentStoreUrl: `file://${tmpdir()}`,
  encryptionKeys: `bench:${Buffer.alloc(32).toString("base64")}`,
};

process.once("message", (run: ExportRun) => {
  measure(run)
    .then((measured) => process.send?.(measured, () => process.disconnect()))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
});

async function measure(run: ExportRun): Promise<ExportMeasure> {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const started = process.hrtime.bigint();
  const { rowCount, sizeBytes } = await (run.where === "in a thread" ? inThread : onOwnThread)(run);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  delay.disable();
  return {
    rowCount,
    sizeBytes,
    seconds,
    // What it says of a loop that is never late is its own resolution.
    delayMs: {
      p99: Math.max(0, delay.percentile(99) / 1e6 - resolutionMs),
      max: Math.max(0, delay.max / 1e6 - resolutionMs),
    },
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
}

async function inThread(run: ExportRun): Promise<RenderedFile> {
  const threads = openReportThreads({
    databaseUrl: run.databaseUrl,
    ...archiveSources,
    threadPath: join(__dirname, "../../activities/books/export/render-thread.js"),
  });
  const signal = new AbortController().signal;
  const file = await threads.render(toJob(run), { signal, tell: () => {} });
  await threads.close();
  return file;
}

async function onOwnThread(run: ExportRun): Promise<RenderedFile> {
  const database = openDatabase(parseDatabaseUrl(run.databaseUrl), { connectionLimit: 2 });
  const scope = await createPartnerScopes(database)(run.partner);
  const documents = openDocumentStore(archiveSources.documentStoreUrl);
  const keyRing = parseKeyRing(archiveSources.encryptionKeys);
  const file = await renderReport(scope, toJob(run), { tell: () => {}, documents, keyRing });
  documents.close();
  await database.close();
  return file;
}

function toJob({ partner, format, path }: ExportRun): RenderJob {
  return {
    partner,
    path,
    at: new Date().toISOString(),
    rowCountMax: Number.MAX_SAFE_INTEGER,
    request: {
      report: format === "zip" ? "audit_pack" : "general_ledger",
      format,
      from: "2026-01-01",
      to: "2026-12-31",
      branchId: null,
      currency: "functional",
      account: null,
      customerId: null,
      supplierId: null,
      limits: [30, 60, 90],
      columns: null,
      bsp: null,
    },
  };
}
