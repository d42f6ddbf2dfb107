import { createHash } from "node:crypto";

import type { z } from "@hono/zod-openapi";
import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { toDateTime } from "../../db/read/amounts";
import { getOperation } from "../../db/read/get-operation";
import { toPublicId } from "../../domain/ids";
import { Refusal } from "../../domain/refusal";
import type { IdempotentRequest } from "../../services/idempotency/idempotency-keys";
import type { ReceivedFile } from "../../services/journal/take-up-import";
import { takeUpImport } from "../../services/journal/take-up-import";
import { formatDocumentKey } from "../../suppliers/documents/document-key";
import type { ImportJournalResult } from "../../temporal/contract/import-journal";
import { importJournalType, importJournalUpdate } from "../../temporal/contract/import-journal";
import { taskQueues } from "../../temporal/contract/queues";
import {
  importJournalInputSchema,
  importJournalResultSchema,
} from "../../temporal/contract/schemas/import-journal";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { listOwnBranches } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toIdempotentRequest } from "../idempotency";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { operationKinds, presentImport } from "../present/operation-result";
import { toActContext, toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema } from "../schemas/common";
import { importJournalSchema, journalImportSchema } from "../schemas/journal-import";
import { operationSchema } from "../schemas/operation";

export const importPath = "/v1/journal-imports";

const importJournalRoute = createRoute({
  method: "post",
  path: importPath,
  tags: ["Journal"],
  summary: "Import entries or opening balances from CSV: all of them or none",
  description:
    "Up to 20,000 rows and 8 MiB. A dry run lists every bad row by its line; without it one bad row refuses the file (import_invalid). Unlike an event's, the day of an entry is meant: its period must be open. Who is held to some branches names one of theirs in each row, and brings no opening balances.",
  ...permitted("journal_import.create.partner", { branches: "own" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(importJournalSchema) },
  responses: {
    201: json(journalImportSchema, "Imported, or what a dry run has found"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(409, 413, 415, 422),
  },
});

type ImportBody = z.infer<typeof importJournalSchema>;

export function registerImportJournal(router: Router, dependencies: ApiDependencies): void {
  router.openapi(importJournalRoute, async (c) => {
    const body = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const own = await listOwnBranches(c);
    if (own !== undefined && body.kind === "opening_balances") throw openingRefused();
    const file = await storeFile(dependencies, { partner: scope.partner, request, body });
    const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
    await takeUpImport(scope, file, act);
    return runOperation(c, dependencies, request, importPlan(c, file.importId, { body, own }));
  });
}

/** Under an id made of the request: sent again, it is the same file. */
async function storeFile(
  { documents, now }: ApiDependencies,
  {
    partner,
    request,
    body,
  }: {
    readonly partner: string;
    readonly request: IdempotentRequest;
    readonly body: ImportBody;
  },
): Promise<ReceivedFile> {
  const bytes = Buffer.from(body.csv);
  const digest = createHash("sha256")
    .update(JSON.stringify([partner, request.scope, request.key, request.fingerprint]))
    .digest();
  const importId = toPublicId("journalImport", digest.subarray(0, 16));
  const [year = "", month = ""] = now().split("-");
  const storageKey = formatDocumentKey({
    partnerId: partner,
    year,
    month,
    documentId: importId,
    extension: "csv",
  });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await documents.put({ key: storageKey, body: bytes, contentType: "text/csv", sha256 });
  return { importId, kind: body.kind, byteSize: bytes.byteLength, sha256, storageKey };
}

function importPlan(
  c: Context<ApiEnvironment>,
  importId: string,
  { body, own }: { readonly body: ImportBody; readonly own: ReadonlySet<string> | undefined },
): OperationPlan<ImportJournalResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.importJournal,
      workflowId: workflowIds.importJournal(scope.partner, operationId),
      resource: { type: "journal_import", id: importId },
      request: importJournalInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        importId,
        openingOn: body.kind === "opening_balances" ? body.opening_on : null,
        isDryRun: body.dry_run,
        operationId,
        branches: own === undefined ? null : [...own],
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: importJournalType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: importJournalUpdate,
    result: importJournalResultSchema,
    present: async (_result, { publicId }) => {
      const { result } = await getOperation(scope, publicId);
      return { body: presentImport(result, publicId, livemode), headers: {} };
    },
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The file is being imported.")),
  };
}

function openingRefused(): Refusal {
  return new Refusal(
    "BRANCH_NOT_ALLOWED",
    "Opening balances are of the whole partner, and you are held to some branches.",
  );
}
