import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { MockActivityEnvironment } from "@temporalio/testing";
import { DefaultLogger } from "@temporalio/worker";

import { createBookingMemory } from "../../activities/booking-memory";
import type { BspDependencies } from "../../activities/bsp/bsp-activities";
import { createBspActivities } from "../../activities/bsp/bsp-activities";
import { parseDatabaseUrl } from "../../db/config";
import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { createPartnerScopes } from "../../db/partner-scopes";
import { openDatabase } from "../../db/pool";
import { toDateTime } from "../../db/read/amounts";
import { inTransaction } from "../../db/transaction";
import { systemActor } from "../../domain/actor";
import { takeUpBspFile } from "../../services/bsp/take-up-bsp-file";
import { insertOperation } from "../../services/operation/begin-operation";
import { bspFileKey } from "../../suppliers/documents/bsp-file-key";
import { openDocumentStore } from "../../suppliers/documents/open-document-store";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import type { ImportMeasure, ImportRun } from "./import-run";

process.once("message", (run: ImportRun) => {
  measure(run)
    .then((measured) => process.send?.(measured, () => process.disconnect()))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
});

/** The steps of an import as a worker runs them, without Temporal between them. */
async function measure({ databaseUrl, partner, path }: ImportRun): Promise<ImportMeasure> {
  const database = openDatabase(parseDatabaseUrl(databaseUrl));
  const folder = await mkdtemp(join(tmpdir(), "bench-bsp-store-"));
  const dependencies: BspDependencies = {
    openPartner: createPartnerScopes(database),
    observer: { onContention: () => undefined },
    bookings: createBookingMemory(),
    documents: openDocumentStore(`file://${folder}`),
    now: () => new Date().toISOString(),
  };
  try {
    const scope = await dependencies.openPartner(partner);
    const input = await takeUp(scope, dependencies, path);
    const worker = new MockActivityEnvironment({}, { logger: new DefaultLogger("ERROR") });
    const activities = createBspActivities(dependencies);
    const timed = async (step: (input: ImportBspFileInput) => Promise<unknown>) => {
      const started = process.hrtime.bigint();
      await worker.run(step, input);
      return Number(process.hrtime.bigint() - started) / 1e9;
    };
    return {
      fileId: input.fileId,
      stageSeconds: await timed(activities.stageBspFile),
      matchSeconds: await timed(activities.matchBspFile),
      concludeSeconds: await timed(activities.concludeBspFile),
      peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    dependencies.documents.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeUp(
  scope: PartnerDatabase,
  { documents, now }: BspDependencies,
  path: string,
): Promise<ImportBspFileInput> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const sha256 = hash.digest("hex");
  const { size: byteSize } = await stat(path);
  const { partner } = scope;
  const { key: storageKey, contentType } = bspFileKey({
    partner,
    sha256,
    at: now(),
    beginning: new Uint8Array(),
  });
  await documents.putFile({ key: storageKey, path, sizeBytes: byteSize, contentType, sha256 });
  const [fileId, operationId] = [newId("bspFile"), newId("operation")];
  const file = { fileId, fileName: "bench.hot", source: "folder", byteSize } as const;
  const by = { context: { actor: systemActor }, at: toDateTime(now()) };
  await takeUpBspFile(scope, { ...file, sha256, storageKey }, by);
  const input: ImportBspFileInput = {
    schemaVersion: 1,
    partner,
    fileId,
    operationId,
    context: { actor: systemActor, requestId: null, ipAddress: null, userAgent: null },
  };
  const operation = {
    publicId: operationId,
    kind: "bsp_file.import",
    workflowId: `bench:${fileId}`,
    resource: { type: "bsp_file", id: fileId },
    request: input,
  };
  await inTransaction(scope, (transaction) => insertOperation(transaction, operation, {}));
  return input;
}
