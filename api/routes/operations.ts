import { createRoute, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";

import type { OperationRecord } from "../../db/read/get-operation";
import { getOperation } from "../../db/read/get-operation";
import type { OperationFilter } from "../../db/read/list-operations";
import { countAttentions, listOperations } from "../../db/read/list-operations";
import { attentionReasons } from "../../domain/attention";
import { supplierNames, supplierProviders } from "../../domain/supplier-names";
import { amongOwn, assertOperationSeen } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { withVersion } from "../etag";
import { readProgress } from "../operation-progress";
import { pageBody, toPageRequest } from "../pagination";
import { presentOperation, toReason } from "../present/operation";
import { json, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idSchema, listQuerySchema, pageOf } from "../schemas/common";
import { attentionCountsSchema, operationSchema } from "../schemas/operation";

const operationParams = z.object({ operation_id: idSchema("operation") });

const getOperationRoute = createRoute({
  method: "get",
  path: "/v1/operations/{operation_id}",
  tags: ["Operations"],
  summary: "Get an operation: where it stands, or what it came to",
  ...permitted("operation.read.partner", { branches: "own" }),
  request: { params: operationParams },
  responses: { 200: json(operationSchema, "The operation"), 304: notModified, ...problems(404) },
});

const listOperationsRoute = createRoute({
  method: "get",
  path: "/v1/operations",
  tags: ["Operations"],
  summary: "List operations, newest first; needs_attention=true is the list of what is stuck",
  ...permitted("operation.read.partner", { branches: "own" }),
  request: {
    query: listQuerySchema.extend({
      status: z.enum(["running", "succeeded", "failed", "needs_attention", "cancelled"]).optional(),
      needs_attention: z.literal("true").optional().openapi({
        description: "Only those that ask a person; the same as `status=needs_attention`.",
      }),
      reason: z.enum(attentionReasons).optional(),
      supplier: z.enum(supplierNames).optional(),
      kind: z.string().max(40).optional(),
      resource_id: z.string().max(32).optional(),
    }),
  },
  responses: { 200: json(pageOf(operationSchema, "OperationPage"), "Operations"), ...problems() },
});

const countAttentionsRoute = createRoute({
  method: "get",
  path: "/v1/attention-counts",
  tags: ["Operations"],
  summary: "Count the operations that ask a person, by reason and kind",
  ...permitted("operation.read.partner", { branches: "own" }),
  responses: { 200: json(attentionCountsSchema, "The counts"), ...problems() },
});

const operationEventSchema = z
  .object({
    id: z.string().openapi({ description: "Rises with each; send it back as Last-Event-ID." }),
    event: z.literal("operation"),
    data: z.string().openapi({ description: "The operation, as JSON." }),
  })
  .openapi("OperationEvent");

const streamOperationRoute = createRoute({
  method: "get",
  path: "/v1/operations/{operation_id}/events",
  tags: ["Operations"],
  summary: "Follow an operation as server-sent events until it is done",
  ...permitted("operation.read.partner", { branches: "own" }),
  request: { params: operationParams },
  responses: {
    200: {
      description: "An `operation` event with the whole operation at each change",
      content: { "text/event-stream": { schema: operationEventSchema } },
    },
    ...problems(404),
  },
});

const pollMs = 300;
const commentEveryMs = 15_000;

export function registerOperations(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(getOperationRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const operation = await getOperation(scope, c.req.valid("param").operation_id);
    await assertOperationSeen(c, operation);
    const body = await presentLive(dependencies, operation, livemode);
    return withVersion(c, `${body.version}.${body.stages.length}`, body);
  });

  router.openapi(listOperationsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const {
      needs_attention: needsAttention,
      status = needsAttention && "needs_attention",
      kind,
      reason,
      supplier,
      resource_id: resourceId,
      ...page
    } = c.req.valid("query");
    const filter: OperationFilter = {
      ...(status && { status }),
      ...(kind && { kind }),
      ...(reason && { reason }),
      ...(supplier && { gdsProviderCode: supplierProviders[supplier] }),
      ...(resourceId && { resourceId }),
      ...(await amongOwn(c)),
    };
    const operations = await listOperations(scope, filter, toPageRequest(c, keyRing, page));
    return c.json(
      pageBody(c, keyRing, operations, (operation) => presentOperation(operation, { livemode })),
      200,
    );
  });

  router.openapi(countAttentionsRoute, async (c) => {
    const { scope } = c.get("principal");
    const counts = await countAttentions(scope, await amongOwn(c));
    return c.json(
      {
        object: "attention_counts" as const,
        total: counts.reduce((total, { count }) => total + count, 0),
        counts: counts.map(({ reason, kind, count, oldestSince }) => ({
          reason: toReason(reason),
          kind,
          count,
          oldest_since: oldestSince,
        })),
      },
      200,
    );
  });

  router.openapi(streamOperationRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const id = c.req.valid("param").operation_id;
    await assertOperationSeen(c, await getOperation(scope, id));
    c.header("X-Accel-Buffering", "no");
    return streamSSE(c, async (stream) => {
      let last = c.req.header("Last-Event-ID");
      let commentedAt = Date.now();
      while (!stream.aborted) {
        const operation = await getOperation(scope, id);
        const body = await presentLive(dependencies, operation, livemode);
        const eventId = `${operation.version}.${body.stages.length}`;
        if (eventId !== last) {
          await stream.writeSSE({ id: eventId, event: "operation", data: JSON.stringify(body) });
          last = eventId;
        }
        if (body.done) return;
        if (Date.now() - commentedAt > commentEveryMs) {
          await stream.write(": still here\n\n");
          commentedAt = Date.now();
        }
        await stream.sleep(pollMs);
      }
    });
  });
}

async function presentLive(
  dependencies: ApiDependencies,
  operation: OperationRecord,
  livemode: boolean,
) {
  const live = await readProgress(dependencies, operation);
  return presentOperation(operation, { livemode, ...(live === undefined ? {} : { live }) });
}
