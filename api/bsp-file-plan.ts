import type { Context } from "hono";

import { newId } from "../db/new-id";
import { getBspFile } from "../db/read/bsp-files";
import { Refusal } from "../domain/refusal";
import type { ImportBspFileResult } from "../temporal/contract/import-bsp-file";
import { importBspFileType, importBspFileUpdate } from "../temporal/contract/import-bsp-file";
import { taskQueues } from "../temporal/contract/queues";
import {
  importBspFileInputSchema,
  importBspFileResultSchema,
} from "../temporal/contract/schemas/import-bsp-file";
import { searchAttributes } from "../temporal/contract/search-attributes";
import { workflowIds } from "../temporal/contract/workflow-ids";
import type { ApiEnvironment } from "./environment";
import type { OperationPlan } from "./operations";
import { presentBspFile } from "./present/bsp-file";
import { operationKinds } from "./present/operation-result";
import { toRequestContext } from "./request-context";

export function bspFilePlan(
  c: Context<ApiEnvironment>,
  fileId: string,
): OperationPlan<ImportBspFileResult> {
  const { scope, livemode } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.importBspFile,
      workflowId: workflowIds.importBspFile(scope.partner, fileId),
      resource: { type: "bsp_file", id: fileId },
      request: importBspFileInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        fileId,
        operationId,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: importBspFileType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: importBspFileUpdate,
    result: importBspFileResultSchema,
    present: async (result) => {
      const file = await getBspFile(scope, result.fileId);
      return {
        body: presentBspFile(file, livemode),
        headers: { Location: `/v1/bsp-files/${file.publicId}` },
      };
    },
    alreadyDone: () =>
      Promise.resolve(new Refusal("OPERATION_IN_PROGRESS", "The file is being imported.")),
  };
}
