import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { readMemoStatistics } from "../../db/read/memo-statistics";
import type { MemoFilter } from "../../db/read/memos";
import { getMemo, listMemos } from "../../db/read/memos";
import { zero } from "../../domain/money";
import { receiveMemo } from "../../services/memo/receive-memo";
import { reviewMemo } from "../../services/memo/review-memo";
import { assertSeen, onlyAmong } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { withVersion } from "../etag";
import { answerOnce, asAnswerOfRoute, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentMemo, presentMemoStatistics, presentMemoSummary } from "../present/memo";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, pageOf, toMoney } from "../schemas/common";
import {
  memoQuerySchema,
  memoSchema,
  memoStatisticsQuerySchema,
  memoStatisticsSchema,
  memoSummarySchema,
  newMemoSchema,
  reviewRequestSchema,
} from "../schemas/memo";

const tags = ["Memos"];
const memoParams = z.object({ memo_id: idSchema("memo") });

const createMemoRoute = createRoute({
  method: "post",
  path: "/v1/memos",
  tags,
  summary: "Enter an airline's memo: an ADM or an ACM",
  description:
    "Linked to its ticket where we issued it. Nothing is posted before somebody has decided; people are reminded before the deadline of disputes.",
  ...permitted("memo.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newMemoSchema) },
  responses: { 201: json(memoSchema, "The memo"), ...problems(404, 409, 413, 415, 422) },
});

const listMemosRoute = createRoute({
  method: "get",
  path: "/v1/memos",
  tags,
  summary: "List memos, newest first",
  ...permitted("memo.read.partner", { branches: "own" }),
  request: { query: memoQuerySchema },
  responses: { 200: json(pageOf(memoSummarySchema, "MemoPage"), "Memos"), ...problems() },
});

const memoStatisticsRoute = createRoute({
  method: "get",
  path: "/v1/memo-statistics",
  tags,
  summary: "Memos by airline and cause: how many, what of, what became of them",
  ...permitted("memo.read.partner", { branches: "own" }),
  request: { query: memoStatisticsQuerySchema },
  responses: { 200: json(memoStatisticsSchema, "The figures"), ...problems() },
});

const getMemoRoute = createRoute({
  method: "get",
  path: "/v1/memos/{memo_id}",
  tags,
  summary: "Get a memo with its documents, entries and states",
  ...permitted("memo.read.partner", { branches: "own" }),
  request: { params: memoParams },
  responses: { 200: json(memoSchema, "The memo"), 304: notModified, ...problems(404) },
});

const reviewMemoRoute = createRoute({
  method: "post",
  path: "/v1/memos/{memo_id}/review",
  tags,
  summary: "Take a memo under review, and link it to its ticket",
  ...permitted("memo.decide.partner"),
  request: {
    params: memoParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(reviewRequestSchema),
  },
  responses: { 200: json(memoSchema, "The memo"), ...problems(404, 409, 413, 415, 422) },
});

export function registerMemos(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(createMemoRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    const body = c.req.valid("json");
    const amount = toMoney(body.amount);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const id = await receiveMemo(
        transaction,
        {
          kind: body.kind,
          supplierId: body.supplier_id,
          documentNumber: body.document_number,
          ticketNumber: body.ticket_number ?? null,
          cause: body.cause,
          causeText: body.cause_text ?? null,
          amount,
          commission: body.commission ? toMoney(body.commission) : zero(amount.currency),
          issuedOn: body.issued_on,
          disputeDeadlineAt: body.dispute_deadline_at,
          billedOn: body.billed_on ?? null,
          stagedReference: null,
        },
        { context: toActContext(c), at: toDateTime(now()) },
      );
      return {
        status: 201,
        body: presentMemo(await getMemo(transaction, id), livemode),
        headers: { Location: `/v1/memos/${id}`, ETag: '"v1"' },
      };
    });
  });

  router.openapi(listMemosRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const filter = { ...toFilter(query), ...onlyAmong(c) };
    const page = await listMemos(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (memo) => presentMemoSummary(memo, livemode)),
      200,
    );
  });

  router.openapi(memoStatisticsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { "issued_on[gte]": issuedFrom, "issued_on[lt]": issuedBefore } = c.req.valid("query");
    const rows = await readMemoStatistics(scope, {
      ...(issuedFrom && { issuedFrom }),
      ...(issuedBefore && { issuedBefore }),
      ...onlyAmong(c),
    });
    return c.json(presentMemoStatistics(rows, livemode), 200);
  });

  router.openapi(getMemoRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const memo = await getMemo(scope, c.req.valid("param").memo_id);
    assertSeen(c, memo, "memo");
    return asAnswerOfRoute(withVersion(c, memo.version, presentMemo(memo, livemode)));
  });

  router.openapi(reviewMemoRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    const memo = c.req.valid("param").memo_id;
    const { ticket_number: ticketNumber, note } = c.req.valid("json");
    return answerOnce(c, dependencies, request, async (transaction) => {
      const by = { context: toActContext(c), at: toDateTime(now()) };
      await reviewMemo(transaction, { memo, ticketNumber, note }, by);
      const after = await getMemo(transaction, memo);
      const body = presentMemo(after, livemode);
      return { status: 200, body, headers: { ETag: `"v${after.version}"` } };
    });
  });
}

function toFilter(query: z.infer<typeof memoQuerySchema>): MemoFilter {
  const from = query["created_at[gte]"];
  const before = query["created_at[lt]"];
  const deadline = query["dispute_deadline_at[lt]"];
  return {
    ...(query.state && { states: query.state }),
    ...(query.kind && { kind: query.kind }),
    ...(query.cause && { cause: query.cause }),
    ...(query.supplier_id && { supplierId: query.supplier_id }),
    ...(query.document_number && { documentNumber: query.document_number }),
    ...(query.ticket_number && { ticketNumber: query.ticket_number }),
    ...(query.linked && { isLinked: query.linked === "true" }),
    ...(deadline && { deadlineBefore: toDateTime(deadline) }),
    ...(from && { createdFrom: toDateTime(from) }),
    ...(before && { createdBefore: toDateTime(before) }),
  };
}
