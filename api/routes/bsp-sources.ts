import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { toDateTime } from "../../db/read/amounts";
import type { BspSourceFilter, BspSourceRecord } from "../../db/read/bsp-sources";
import { getBspSource, listBspSourceFiles, listBspSources } from "../../db/read/bsp-sources";
import { Refusal } from "../../domain/refusal";
import {
  changeBspSource,
  createBspSource,
  deleteBspSource,
} from "../../services/bsp/set-bsp-source";
import { bspSourcePlan } from "../bsp-source-plan";
import {
  findMapping,
  sealNewCredentials,
  toSourceChange,
  toSourceSettings,
} from "../bsp-source-settings";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { requireMatch } from "../etag";
import type { RepeatableAnswer } from "../idempotency";
import { answerChange, answerOnce, toIdempotentRequest } from "../idempotency";
import { runOperation } from "../operations";
import { pageBody, toPageRequest } from "../pagination";
import { presentBspSource, presentBspSourceFile } from "../present/bsp-source";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  bspSourceFilePageSchema,
  bspSourcePageSchema,
  bspSourceQuerySchema,
  bspSourceSchema,
  changeBspSourceSchema,
  newBspSourceSchema,
} from "../schemas/bsp-source";
import {
  idempotencyHeadersSchema,
  idSchema,
  listQuerySchema,
  repeatableHeadersSchema,
} from "../schemas/common";
import { operationSchema } from "../schemas/operation";

const tags = ["BSP"];
const path = "/v1/bsp-sources";
const sourceParams = z.object({ bsp_source_id: idSchema("bspSource") });

const listRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "List where BSP files are fetched from, newest first",
  ...permitted("bsp_source.read.partner"),
  request: { query: bspSourceQuerySchema },
  responses: { 200: json(bspSourcePageSchema, "Sources"), ...problems() },
});

const newRoute = createRoute({
  method: "post",
  path,
  tags,
  summary: "Have BSP files fetched from an SFTP server or a watched folder",
  description:
    "A Temporal Schedule looks there every `poll_minutes`. What is new is kept unchanged under its SHA-256 and imported as by POST /v1/bsp-files; the same bytes are imported once. Nothing is fetched from a host that shows another key than `host_keys`.",
  ...permitted("bsp_source.create.partner", { stepUp: true }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newBspSourceSchema) },
  responses: { 201: json(bspSourceSchema, "The source"), ...problems(404, 409, 413, 415, 422) },
});

const getRoute = createRoute({
  method: "get",
  path: `${path}/{bsp_source_id}`,
  tags,
  summary: "Get a source of BSP files: how it is looked at, and what it fails with",
  ...permitted("bsp_source.read.partner"),
  request: { params: sourceParams },
  responses: { 200: json(bspSourceSchema, "The source"), ...problems(404) },
});

const changeRoute = createRoute({
  method: "patch",
  path: `${path}/{bsp_source_id}`,
  tags,
  summary: "Change a source of BSP files, pause it, or let it go on",
  description: "Another host, port or host key wants the credentials again.",
  ...permitted("bsp_source.update.partner", { stepUp: true }),
  request: {
    params: sourceParams,
    headers: repeatableHeadersSchema,
    body: jsonBody(changeBspSourceSchema),
  },
  responses: {
    200: json(bspSourceSchema, "The source"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

const deleteRoute = createRoute({
  method: "delete",
  path: `${path}/{bsp_source_id}`,
  tags,
  summary: "Fetch from a source no more",
  description: "What was fetched stays.",
  ...permitted("bsp_source.update.partner", { stepUp: true }),
  request: { params: sourceParams, headers: repeatableHeadersSchema },
  responses: { 200: json(bspSourceSchema, "As it was"), ...problems(404, 409, 412, 428) },
});

const pollRoute = createRoute({
  method: "post",
  path: `${path}/{bsp_source_id}/poll`,
  tags,
  summary: "Look at a source now",
  description: "Also at one that is paused. Its imports go on by themselves.",
  ...permitted("bsp_source.poll.partner"),
  request: { params: sourceParams, headers: idempotencyHeadersSchema },
  responses: {
    201: json(bspSourceSchema, "Looked at: `failure` says what went wrong"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 422),
  },
});

const filesRoute = createRoute({
  method: "get",
  path: `${path}/{bsp_source_id}/files`,
  tags,
  summary: "List what was found at a source, newest first",
  ...permitted("bsp_source.read.partner"),
  request: { params: sourceParams, query: listQuerySchema },
  responses: { 200: json(bspSourceFilePageSchema, "Files"), ...problems(404) },
});

export function registerBspSources(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;
  const toAct = (c: Context<ApiEnvironment>) => ({
    context: toActContext(c),
    at: toDateTime(now()),
  });

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { state, needs_attention: needsAttention, ...query } = c.req.valid("query");
    const filter: BspSourceFilter = {
      ...(state !== undefined && { states: [state] }),
      ...(needsAttention !== undefined && { needsAttention }),
    };
    const page = await listBspSources(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (source) => presentBspSource(source, livemode)),
      200,
    );
  });

  router.openapi(newRoute, async (c) => {
    const body = c.req.valid("json");
    const { scope, livemode } = c.get("principal");
    const request = await toIdempotentRequest(c);
    const mapping = (await findMapping(scope, body)) ?? null;
    const settings = toSourceSettings(dependencies, body, mapping);
    const given = body.kind === "sftp" ? body.credentials : undefined;
    const sealed = await sealNewCredentials(dependencies, scope.partner, given);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const id = await createBspSource(transaction, settings, sealed, toAct(c));
      const answer = toAnswer(await getBspSource(transaction, id), livemode);
      return { ...answer, status: 201, headers: { ...answer.headers, Location: `${path}/${id}` } };
    });
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const source = await getBspSource(scope, c.req.valid("param").bsp_source_id);
    // What its polls came to changes without its version: an If-None-Match would hide it.
    c.header("ETag", `"v${source.version}"`);
    return c.json(presentBspSource(source, livemode), 200);
  });

  router.openapi(changeRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { bsp_source_id: id } = c.req.valid("param");
    const assertVersion = requireMatch(c);
    const body = c.req.valid("json");
    const { server } = await getBspSource(scope, id);
    const columnMapping = await findMapping(scope, body);
    const change = {
      ...toSourceChange(dependencies, body, server),
      ...(columnMapping !== undefined && { columnMapping }),
    };
    const credentials = await sealNewCredentials(dependencies, scope.partner, body.credentials);
    return answerChange(c, dependencies, async (transaction) => {
      const act = { ...toAct(c), assertVersion };
      await changeBspSource(transaction, id, { change, credentials }, act);
      return toAnswer(await getBspSource(transaction, id), livemode);
    });
  });

  router.openapi(deleteRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { bsp_source_id: id } = c.req.valid("param");
    const assertVersion = requireMatch(c);
    return answerChange(c, dependencies, async (transaction) => {
      await deleteBspSource(transaction, id, { ...toAct(c), assertVersion });
      return toAnswer(await getBspSource(transaction, id), livemode);
    });
  });

  router.openapi(pollRoute, async (c) => {
    const { scope } = c.get("principal");
    const source = await getBspSource(scope, c.req.valid("param").bsp_source_id);
    if (source.state === "deleted") throw new Refusal("NOT_FOUND", "No such source of BSP files.");
    const request = await toIdempotentRequest(c);
    return runOperation(c, dependencies, request, bspSourcePlan(c, source.publicId));
  });

  router.openapi(filesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const source = await getBspSource(scope, c.req.valid("param").bsp_source_id);
    const page = toPageRequest(c, keyRing, c.req.valid("query"));
    const files = await listBspSourceFiles(scope, source, page);
    return c.json(
      pageBody(c, keyRing, files, (file) => presentBspSourceFile(file, livemode)),
      200,
    );
  });
}

function toAnswer(source: BspSourceRecord, livemode: boolean): RepeatableAnswer {
  const headers = { ETag: `"v${source.version}"` };
  return { status: 200, body: presentBspSource(source, livemode), headers };
}
