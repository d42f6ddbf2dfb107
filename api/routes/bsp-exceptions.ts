import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import type { BspExceptionFilter } from "../../db/read/bsp-exceptions";
import {
  getBspException,
  getBspExceptions,
  listBspExceptionComments,
  listBspExceptions,
} from "../../db/read/bsp-exceptions";
import type { ActContext } from "../../domain/actor";
import {
  assignBspExceptions,
  commentOnBspException,
  resolveBspExceptions,
} from "../../services/bsp/change-bsp-exceptions";
import { assertSeen, onlyAmong } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { withVersion } from "../etag";
import { answerOnce, asAnswerOfRoute, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentBspException, presentBspExceptionDetail } from "../present/bsp-exception";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  assignBspExceptionsSchema,
  bspExceptionCommentSchema,
  bspExceptionDetailSchema,
  bspExceptionPageSchema,
  bspExceptionQuerySchema,
  bspExceptionsSchema,
  resolveBspExceptionsSchema,
} from "../schemas/bsp-exception";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";

const tags = ["BSP"];
const path = "/v1/bsp-exceptions";
const exceptionParams = z.object({ bsp_exception_id: idSchema("bspException") });
const readable = permitted("bsp_exception.read.partner", { branches: "own" });
const changeable = permitted("bsp_exception.update.partner", { branches: "own" });

const listRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "List what BSP files and the books differ in, newest first",
  ...readable,
  request: { query: bspExceptionQuerySchema },
  responses: { 200: json(bspExceptionPageSchema, "Exceptions"), ...problems() },
});

const getRoute = createRoute({
  method: "get",
  path: `${path}/{bsp_exception_id}`,
  tags,
  summary: "Get an exception with its comments",
  ...readable,
  request: { params: exceptionParams },
  responses: {
    200: json(bspExceptionDetailSchema, "The exception"),
    304: notModified,
    ...problems(404),
  },
});

const assignRoute = createRoute({
  method: "post",
  path: `${path}/assign`,
  tags,
  summary: "Give exceptions to a person, or to nobody: all of them or none",
  ...changeable,
  request: { headers: idempotencyHeadersSchema, body: jsonBody(assignBspExceptionsSchema) },
  responses: {
    200: json(bspExceptionsSchema, "The exceptions"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const resolveRoute = createRoute({
  method: "post",
  path: `${path}/resolve`,
  tags,
  summary: "Say how exceptions were dealt with: all of them or none",
  description: "It posts nothing. What is resolved stays so.",
  ...changeable,
  request: { headers: idempotencyHeadersSchema, body: jsonBody(resolveBspExceptionsSchema) },
  responses: {
    200: json(bspExceptionsSchema, "The exceptions"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const commentRoute = createRoute({
  method: "post",
  path: `${path}/{bsp_exception_id}/comments`,
  tags,
  summary: "Comment on an exception",
  ...changeable,
  request: {
    params: exceptionParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(bspExceptionCommentSchema),
  },
  responses: {
    201: json(bspExceptionDetailSchema, "The exception with its comments"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerBspExceptions(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const filter = { ...toFilter(query), ...onlyAmong(c) };
    const page = await listBspExceptions(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (exception) => presentBspException(exception, livemode)),
      200,
    );
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const exception = await getBspException(scope, c.req.valid("param").bsp_exception_id);
    assertSeen(c, exception, "exception of a BSP file");
    const comments = await listBspExceptionComments(scope, exception);
    const body = presentBspExceptionDetail(exception, comments, livemode);
    // A comment changes what is read, and not the exception.
    const version = `${exception.version}.${comments.length}`;
    return asAnswerOfRoute(withVersion(c, version, body));
  });

  router.openapi(assignRoute, async (c) => {
    const { exception_ids: ids, user_id: userId, due_on: dueOn } = c.req.valid("json");
    return changeAll(c, dependencies, ids, (transaction, by) =>
      assignBspExceptions(transaction, ids, { userId, dueOn }, by),
    );
  });

  router.openapi(resolveRoute, async (c) => {
    const { exception_ids: ids, resolution, reason } = c.req.valid("json");
    return changeAll(c, dependencies, ids, (transaction, by) =>
      resolveBspExceptions(transaction, ids, { resolution, reason }, by),
    );
  });

  router.openapi(commentRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope, livemode } = c.get("principal");
    const exception = await getBspException(scope, c.req.valid("param").bsp_exception_id);
    assertSeen(c, exception, "exception of a BSP file");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const by = { context: toActContext(c), at: toDateTime(now()) };
      await commentOnBspException(transaction, exception, c.req.valid("json").text, by);
      const comments = await listBspExceptionComments(transaction, exception);
      return {
        status: 201,
        body: presentBspExceptionDetail(exception, comments, livemode),
        headers: { Location: `${path}/${exception.publicId}` },
      };
    });
  });
}

async function changeAll(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  ids: readonly string[],
  change: (
    transaction: PartnerTransaction,
    by: { readonly context: ActContext; readonly at: string },
  ) => Promise<void>,
): Promise<never> {
  const request = await toIdempotentRequest(c);
  const { scope, livemode } = c.get("principal");
  for (const exception of await getBspExceptions(scope, ids)) {
    assertSeen(c, exception, "exception of a BSP file");
  }
  return answerOnce(c, dependencies, request, async (transaction) => {
    const by = { context: toActContext(c), at: toDateTime(dependencies.now()) };
    await change(transaction, by);
    const changed = await getBspExceptions(transaction, ids);
    const data = changed.map((exception) => presentBspException(exception, livemode));
    return { status: 200, body: { data }, headers: {} };
  });
}

function toFilter(query: z.infer<typeof bspExceptionQuerySchema>): BspExceptionFilter {
  return {
    ...(query.file_id && { fileId: query.file_id }),
    ...(query.state && { state: query.state }),
    ...(query.kind && { kinds: query.kind }),
    ...(query.document_number && { documentNumber: query.document_number }),
    ...(query.airline && { airline: query.airline }),
    ...(query.assigned_to && { assignedTo: query.assigned_to }),
    ...(query.rule_id && { ruleId: query.rule_id }),
  };
}
