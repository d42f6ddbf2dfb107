import { createRoute, z } from "@hono/zod-openapi";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getUsableMapping } from "../../db/read/bsp-column-mappings";
import type { BspFileFilter } from "../../db/read/bsp-files";
import { getBspFile, listBspFiles } from "../../db/read/bsp-files";
import { Refusal } from "../../domain/refusal";
import type { ReadByColumns } from "../../services/bsp/take-up-bsp-file";
import { takeUpBspFile } from "../../services/bsp/take-up-bsp-file";
import { cancelUpdate } from "../../temporal/contract/issue-booking";
import { bspFilePlan } from "../bsp-file-plan";
import { storeBspFile } from "../bsp-file-store";
import type { ApiDependencies } from "../dependencies";
import { toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { presentBspFile } from "../present/bsp-file";
import { toActContext, toRequestContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  bspFilePageSchema,
  bspFileQuerySchema,
  bspFileSchema,
  cancelBspFileSchema,
  newBspFileSchema,
} from "../schemas/bsp-file";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { operationSchema } from "../schemas/operation";
import { decide } from "./resolve-operation";

const tags = ["BSP"];
export const bspFilesPath = "/v1/bsp-files";
const fileParams = z.object({ bsp_file_id: idSchema("bspFile") });

const importRoute = createRoute({
  method: "post",
  path: bspFilesPath,
  tags,
  summary: "Import a BSP file: stage it, match it with the books, list what differs",
  description:
    "A HOT file, or with `column_mapping_id` rows of another source, of up to 16 MiB as it is sent, which may be packed. One that does not add up is quarantined: the answer is the reason, and the file stays in the list with it. The same bytes are imported once.",
  ...permitted("bsp_file.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newBspFileSchema) },
  responses: {
    201: json(bspFileSchema, "Imported"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const listRoute = createRoute({
  method: "get",
  path: bspFilesPath,
  tags,
  summary: "List BSP files, newest first",
  ...permitted("bsp_file.read.partner"),
  request: { query: bspFileQuerySchema },
  responses: { 200: json(bspFilePageSchema, "Files"), ...problems() },
});

const getRoute = createRoute({
  method: "get",
  path: `${bspFilesPath}/{bsp_file_id}`,
  tags,
  summary: "Get a BSP file: its state, totals and how it matched",
  ...permitted("bsp_file.read.partner"),
  request: { params: fileParams },
  responses: { 200: json(bspFileSchema, "The file"), ...problems(404) },
});

const cancelRoute = createRoute({
  method: "post",
  path: `${bspFilesPath}/{bsp_file_id}/cancel`,
  tags,
  summary: "Call an import off while it runs",
  ...permitted("bsp_file.cancel.partner", { whileSuspended: true }),
  request: {
    params: fileParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(cancelBspFileSchema),
  },
  responses: {
    200: json(operationSchema, "The operation of the import"),
    202: json(operationSchema, "Called off; the operation has not ended yet"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerBspFiles(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(importRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const body = c.req.valid("json");
    const columns = await toReadByColumns(scope, body);
    const { partner } = scope;
    const file = await storeBspFile(dependencies, { partner, request, body, columns });
    const by = { context: toActContext(c), at: toDateTime(dependencies.now()) };
    await takeUpBspFile(scope, file, by);
    return runOperation(c, dependencies, request, bspFilePlan(c, file.fileId));
  });

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const filter: BspFileFilter = {
      ...(query.state && { states: query.state }),
      ...(query.billing_ends_on && { billingEndsOn: query.billing_ends_on }),
    };
    const page = await listBspFiles(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (file) => presentBspFile(file, livemode)),
      200,
    );
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const file = await getBspFile(scope, c.req.valid("param").bsp_file_id);
    return c.json(presentBspFile(file, livemode), 200);
  });

  router.openapi(cancelRoute, async (c) => {
    const { scope } = c.get("principal");
    const file = await getBspFile(scope, c.req.valid("param").bsp_file_id);
    if (file.operationId === null) {
      throw new Refusal("OPERATION_NOT_RESOLVABLE", "The import has not begun, or never will.");
    }
    const { note } = c.req.valid("json");
    const cancellation = { note, context: toRequestContext(c) };
    return decide(c, dependencies, file.operationId, cancelUpdate, cancellation);
  });
}

/** What is said of a file without a mapping the file says itself. */
async function toReadByColumns(
  scope: PartnerDatabase,
  {
    column_mapping_id: mappingId,
    billing_ends_on: billingEndsOn,
    final: isFinal,
    replaces,
  }: z.infer<typeof newBspFileSchema>,
): Promise<ReadByColumns | undefined> {
  if (mappingId !== undefined) {
    return { mapping: await getUsableMapping(scope, mappingId), billingEndsOn, isFinal, replaces };
  }
  if (billingEndsOn === undefined && isFinal === undefined && replaces === undefined) {
    return undefined;
  }
  const said =
    "A HOT file says itself when its billing ends, whether it is final, what it replaces.";
  throw new Refusal("BSP_MAPPING_REFUSED", said);
}
