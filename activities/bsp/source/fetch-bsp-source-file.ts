import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getBspColumnMapping } from "../../../db/read/bsp-column-mappings";
import type { BspSourceRecord } from "../../../db/read/bsp-sources";
import { getBspSource } from "../../../db/read/bsp-sources";
import { inTransaction, isDuplicateKey } from "../../../db/transaction";
import { fileKeyOf, listKnownFiles, settleFile } from "../../../db/write/bsp-source-files";
import type { KnownFile } from "../../../db/write/bsp-source-files";
import type { ActContext } from "../../../domain/actor";
import { toPublicId } from "../../../domain/ids";
import { Refusal } from "../../../domain/refusal";
import type { ReceivedBspFile } from "../../../services/bsp/take-up-bsp-file";
import { takeUpBspFile } from "../../../services/bsp/take-up-bsp-file";
import { insertOperation } from "../../../services/operation/begin-operation";
import { bspFileKey } from "../../../suppliers/documents/bsp-file-key";
import type { FetchedFile, FileSource } from "../../../suppliers/files/port";
import { ListedFileError } from "../../../suppliers/files/port";
import { importBspFileType } from "../../../temporal/contract/import-bsp-file";
import { systemContext } from "../../../temporal/contract/payloads";
import type {
  FetchedBspFile,
  ListedBspFile,
  PollBspSourceInput,
} from "../../../temporal/contract/poll-bsp-source";
import { taskQueues } from "../../../temporal/contract/queues";
import { importBspFileInputSchema } from "../../../temporal/contract/schemas/import-bsp-file";
import { searchAttributes } from "../../../temporal/contract/search-attributes";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import { toActContext } from "../../act-context";
import type { BspSourceDependencies } from "./source-activities";
import { withFileSource } from "./with-file-source";

/** Packed or not: a million transactions are about a gigabyte. */
const byteSizeMax = 4 * 1024 ** 3;

/**
 * Fetches one file into the document store, under its digest, and takes it up to be imported. Run
 * again it finds what was taken up; other bytes than those that were listed are never taken up.
 */
export function createFetchBspSourceFile(dependencies: BspSourceDependencies) {
  const { openPartner } = dependencies;
  return async function fetchBspSourceFile(
    input: PollBspSourceInput,
    file: ListedBspFile,
  ): Promise<FetchedBspFile> {
    const { partner, sourceId } = input;
    const scope = await openPartner(partner);
    const source = await getBspSource(scope, sourceId);
    const row = await findRow(scope, source, file);
    // Written to since it was listed, as another poll has found.
    if (row === undefined || row.state === "quarantined") return { kind: "waiting" };
    if (row.state === "known") return { kind: "known" };
    if (row.state === "taken_up" && row.sha256 !== null) {
      const fileId = fileIdOf({ partner, source, file, sha256: row.sha256 });
      return { kind: "taken_up", fileId, operationId: operationIdOf(partner, fileId) };
    }
    if (source.state === "deleted") return { kind: "waiting" };
    const folder = await mkdtemp(join(tmpdir(), "travobooks-bsp-"));
    try {
      return await withFileSource(dependencies, { partner, source }, async (files) => {
        const path = join(folder, "file");
        const copied = await copy(files, file, path);
        if (copied.kind === "quarantined") {
          await settleFile(scope, row.rowId, { state: "quarantined", reason: copied.reason });
        }
        if (copied.kind !== "copied") return { kind: copied.kind };
        const { fetched } = copied;
        const received = await store(dependencies, { scope, source, file, path, fetched });
        return takeUp(dependencies, { input, scope, row, received });
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function findRow(
  scope: PartnerDatabase,
  { bspSourceId }: BspSourceRecord,
  { name, byteSize, modifiedAt }: ListedBspFile,
): Promise<KnownFile | undefined> {
  const nameDigest = createHash("sha256").update(name).digest("hex");
  const known = await listKnownFiles(scope, bspSourceId, [nameDigest]);
  return known.get(fileKeyOf({ nameDigest, byteSize, modifiedAt }));
}

async function copy(files: FileSource, file: ListedBspFile, path: string) {
  try {
    const target = { path, byteSizeMax, onProgress: () => {} };
    const fetched = await files.fetch({ ...file, kind: "file" }, target);
    return { kind: "copied", fetched } as const;
  } catch (error) {
    if (!(error instanceof ListedFileError)) throw error;
    if (error.code === "changing") return { kind: "waiting" } as const;
    return { kind: "quarantined", reason: error.code } as const;
  }
}

/** Keeps the bytes as they came; the file's id is made of where it lay and of what it is. */
async function store(
  { documents, now }: BspSourceDependencies,
  {
    scope,
    source,
    file,
    path,
    fetched: { sha256, byteSize, beginning },
  }: {
    readonly scope: PartnerDatabase;
    readonly source: BspSourceRecord;
    readonly file: ListedBspFile;
    readonly path: string;
    readonly fetched: FetchedFile;
  },
): Promise<ReceivedBspFile> {
  const { partner } = scope;
  const { columnMapping } = source;
  const { key, contentType } = bspFileKey({ partner, sha256, at: now(), beginning });
  await documents.putFile({ key, path, contentType, sizeBytes: byteSize, sha256 });
  return {
    fileId: fileIdOf({ partner, source, file, sha256 }),
    fileName: file.name,
    source: source.kind,
    byteSize,
    sha256,
    storageKey: key,
    ...(columnMapping && {
      columns: { mapping: await getBspColumnMapping(scope, columnMapping.publicId) },
    }),
  };
}

function fileIdOf({
  partner,
  source,
  file,
  sha256,
}: {
  readonly partner: string;
  readonly source: BspSourceRecord;
  readonly file: ListedBspFile;
  readonly sha256: string;
}): string {
  const identity = [partner, source.publicId, file.name, file.modifiedAt, sha256];
  const digest = createHash("sha256").update(JSON.stringify(identity)).digest();
  return toPublicId("bspFile", digest.subarray(0, 16));
}

function operationIdOf(partner: string, fileId: string): string {
  const digest = createHash("sha256").update(`import:${partner}:${fileId}`).digest();
  return toPublicId("operation", digest.subarray(0, 16));
}

async function takeUp(
  { now }: BspSourceDependencies,
  {
    input,
    scope,
    row,
    received,
  }: {
    readonly input: PollBspSourceInput;
    readonly scope: PartnerDatabase;
    readonly row: KnownFile;
    readonly received: ReceivedBspFile;
  },
): Promise<FetchedBspFile> {
  const { sha256, fileId } = received;
  const context = toActContext(input.request?.context ?? systemContext);
  try {
    await takeUpBspFile(scope, received, { context, at: toDateTime(now()) });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "BSP_FILE_KNOWN") throw error;
    const known = error.details["file_id"];
    const bspFileId = typeof known === "string" ? known : null;
    await settleFile(scope, row.rowId, { state: "known", sha256, bspFileId });
    return { kind: "known" };
  }
  const operationId = await beginImport(scope, input, { fileId, context });
  await settleFile(scope, row.rowId, { state: "taken_up", sha256, bspFileId: fileId });
  return { kind: "taken_up", fileId, operationId };
}

/**
 * The operation that the import answers to, made of the file's id: begun once. It says what starts
 * the workflow, so that one that this poll does not come to start is started all the same.
 */
async function beginImport(
  scope: PartnerDatabase,
  { partner, request }: PollBspSourceInput,
  { fileId, context }: { readonly fileId: string; readonly context: ActContext },
): Promise<string> {
  const operationId = operationIdOf(partner, fileId);
  const operation = {
    publicId: operationId,
    kind: "bsp_file.import",
    workflowId: workflowIds.importBspFile(partner, fileId),
    resource: { type: "bsp_file", id: fileId },
    request: importBspFileInputSchema.parse({
      schemaVersion: 1,
      partner,
      fileId,
      operationId,
      context: request?.context ?? systemContext,
    }),
    workflow: {
      type: importBspFileType,
      taskQueue: taskQueues.books,
      searchAttributes: {
        [searchAttributes.partnerId.name]: partner,
        [searchAttributes.needsAttention.name]: false,
      },
    },
  };
  try {
    await inTransaction(scope, (transaction) => insertOperation(transaction, operation, context));
  } catch (error) {
    if (!isDuplicateKey(error, "uq_operations_public_id")) throw error;
  }
  return operationId;
}
