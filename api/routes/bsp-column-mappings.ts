import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { toDateTime } from "../../db/read/amounts";
import type {
  BspColumnMappingFilter,
  BspColumnMappingRecord,
} from "../../db/read/bsp-column-mappings";
import { getBspColumnMapping, listBspColumnMappings } from "../../db/read/bsp-column-mappings";
import {
  changeBspColumnMapping,
  createBspColumnMapping,
  deleteBspColumnMapping,
} from "../../services/bsp/change-bsp-column-mapping";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { requireMatch, withVersion } from "../etag";
import type { RepeatableAnswer } from "../idempotency";
import { answerChange, answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import {
  presentBspColumnMapping,
  toFileMapping,
  toMappingChange,
} from "../present/bsp-column-mapping";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  bspColumnMappingPageSchema,
  bspColumnMappingQuerySchema,
  bspColumnMappingSchema,
  changeBspColumnMappingSchema,
  newBspColumnMappingSchema,
} from "../schemas/bsp-column-mapping";
import { idempotencyHeadersSchema, idSchema, repeatableHeadersSchema } from "../schemas/common";

const tags = ["BSP"];
const path = "/v1/bsp-column-mappings";
const onePath = `${path}/{bsp_column_mapping_id}`;
const params = z.object({ bsp_column_mapping_id: idSchema("bspColumnMapping") });
const one = json(bspColumnMappingSchema, "The mapping");

const listRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "List how the columns of other files than HOT are read, newest first",
  ...permitted("bsp_column_mapping.read.partner"),
  request: { query: bspColumnMappingQuerySchema },
  responses: { 200: json(bspColumnMappingPageSchema, "Mappings"), ...problems() },
});

const newRoute = createRoute({
  method: "post",
  path,
  tags,
  summary: "Keep how the columns of a source's files are read",
  description:
    "For AGTDATA, downloads of BSPlink and ARC, whose layouts are not public. Nothing is guessed: each field is a column, a constant, or not there.",
  ...permitted("bsp_column_mapping.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newBspColumnMappingSchema) },
  responses: { 201: one, ...problems(409, 413, 415, 422) },
});

const getRoute = createRoute({
  method: "get",
  path: onePath,
  tags,
  summary: "Get a mapping of columns; one that was deleted too",
  ...permitted("bsp_column_mapping.read.partner"),
  request: { params },
  responses: { 200: one, 304: notModified, ...problems(404) },
});

const changeRoute = createRoute({
  method: "patch",
  path: onePath,
  tags,
  summary: "Change a mapping of columns",
  description: "Files that were taken up before are read by it as it was.",
  ...permitted("bsp_column_mapping.update.partner"),
  request: {
    params,
    headers: repeatableHeadersSchema,
    body: jsonBody(changeBspColumnMappingSchema),
  },
  responses: { 200: one, ...problems(404, 409, 412, 413, 415, 422, 428) },
});

const deleteRoute = createRoute({
  method: "delete",
  path: onePath,
  tags,
  summary: "Delete a mapping of columns; not one by which a source is read",
  ...permitted("bsp_column_mapping.delete.partner"),
  request: { params, headers: repeatableHeadersSchema },
  responses: {
    200: json(bspColumnMappingSchema, "As it was deleted"),
    ...problems(404, 409, 412, 422, 428),
  },
});

export function registerBspColumnMappings(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;
  const toAct = (c: Context<ApiEnvironment>) => ({
    context: toActContext(c),
    at: toDateTime(now()),
  });

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { source, name, ...query } = c.req.valid("query");
    const filter: BspColumnMappingFilter = {
      ...(source !== undefined && { source }),
      ...(name !== undefined && { name }),
    };
    const page = await listBspColumnMappings(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (mapping) => presentBspColumnMapping(mapping, livemode)),
      200,
    );
  });

  router.openapi(newRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { name, source, ...body } = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const terms = { name, source, mapping: toFileMapping(body) };
      const id = await createBspColumnMapping(transaction, terms, toAct(c));
      const answer = toAnswer(await getBspColumnMapping(transaction, id), livemode);
      return { ...answer, status: 201, headers: { ...answer.headers, Location: `${path}/${id}` } };
    });
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { bsp_column_mapping_id: id } = c.req.valid("param");
    const mapping = await getBspColumnMapping(scope, id);
    return withVersion(c, mapping.version, presentBspColumnMapping(mapping, livemode));
  });

  router.openapi(changeRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { bsp_column_mapping_id: id } = c.req.valid("param");
    const body = c.req.valid("json");
    const assertVersion = requireMatch(c);
    const change = {
      mapping: toMappingChange(body),
      ...(body.name !== undefined && { name: body.name }),
    };
    return answerChange(c, dependencies, async (transaction) => {
      await changeBspColumnMapping(transaction, id, change, { ...toAct(c), assertVersion });
      return toAnswer(await getBspColumnMapping(transaction, id), livemode);
    });
  });

  router.openapi(deleteRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { bsp_column_mapping_id: id } = c.req.valid("param");
    const assertVersion = requireMatch(c);
    return answerChange(c, dependencies, async (transaction) => {
      await deleteBspColumnMapping(transaction, id, { ...toAct(c), assertVersion });
      return toAnswer(await getBspColumnMapping(transaction, id), livemode);
    });
  });
}

function toAnswer(mapping: BspColumnMappingRecord, livemode: boolean): RepeatableAnswer {
  const headers = { ETag: `"v${mapping.version}"` };
  return { status: 200, body: presentBspColumnMapping(mapping, livemode), headers };
}
