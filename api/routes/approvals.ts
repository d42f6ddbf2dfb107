import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { toDateTime } from "../../db/read/amounts";
import { getApproval, listApprovals } from "../../db/read/approvals";
import { declineApproval } from "../../services/approval/decline-approval";
import { findKeyHolder } from "../../services/idempotency/idempotency-keys";
import { answerApprove, assertMayApprove } from "../decide-approval";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { withVersion } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentApproval } from "../present/approval";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  approvalKindSchema,
  approvalOutcomeSchema,
  approvalSchema,
  approvalStatusSchema,
  approveSchema,
  declineSchema,
} from "../schemas/approval";
import { idempotencyHeadersSchema, idSchema, listQuerySchema, pageOf } from "../schemas/common";
import { operationSchema } from "../schemas/operation";

const tags = ["Approvals"];
const approvalParams = z.object({ approval_id: idSchema("approval") });

const getApprovalRoute = createRoute({
  method: "get",
  path: "/v1/approvals/{approval_id}",
  tags,
  summary: "Get a request of approval",
  ...permitted("approval.read.partner"),
  request: { params: approvalParams },
  responses: {
    200: json(approvalSchema, "The request"),
    304: notModified,
    ...problems(404),
  },
});

const listApprovalsRoute = createRoute({
  method: "get",
  path: "/v1/approvals",
  tags,
  summary: "List requests of approval, newest first",
  ...permitted("approval.read.partner"),
  request: {
    query: listQuerySchema.extend({
      status: approvalStatusSchema.optional(),
      kind: approvalKindSchema.optional(),
      subject_id: z.string().max(32).optional(),
    }),
  },
  responses: { 200: json(pageOf(approvalSchema, "ApprovalPage"), "Requests"), ...problems() },
});

const approveRoute = createRoute({
  method: "post",
  path: "/v1/approvals/{approval_id}/approve",
  tags,
  summary: "Approve what another person has asked for, and do it",
  description:
    "By whom its policy names (`approver_permission`, `approver_role`), or to whom such a person has delegated it; never by who asked for it, whichever token they use. With the last approval what was asked for is done in the same commit; where that is refused, the request stays pending. A service's token approves nothing.",
  ...permitted("approval.read.partner", { assuranceOf: "approval.decide.partner" }),
  request: {
    params: approvalParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(approveSchema),
  },
  responses: {
    200: json(approvalSchema, "Written down: others must approve it besides"),
    201: json(approvalOutcomeSchema, "Approved and done"),
    202: json(operationSchema, "Not done in time: ask the operation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const decline = {
  method: "post" as const,
  tags,
  request: {
    params: approvalParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(declineSchema),
  },
  responses: {
    200: json(approvalSchema, "The request, decided on"),
    ...problems(404, 409, 413, 415, 422),
  },
};

const rejectRoute = createRoute({
  ...decline,
  path: "/v1/approvals/{approval_id}/reject",
  summary: "Reject what another person has asked for",
  description: "By whoever may approve it.",
  ...permitted("approval.read.partner", { assuranceOf: "approval.decide.partner" }),
});

const withdrawRoute = createRoute({
  ...decline,
  path: "/v1/approvals/{approval_id}/withdraw",
  summary: "Withdraw a request of one's own",
  ...permitted("approval.withdraw.partner"),
});

export function registerApprovals(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(getApprovalRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const approval = await getApproval(scope, c.req.valid("param").approval_id);
    return withVersion(c, approval.version, presentApproval(approval, livemode));
  });

  router.openapi(listApprovalsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { status, kind, subject_id: subjectId, ...page } = c.req.valid("query");
    const approvals = await listApprovals(
      scope,
      { ...(status && { status }), ...(kind && { kind }), ...(subjectId && { subjectId }) },
      toPageRequest(c, keyRing, page),
    );
    return c.json(
      pageBody(c, keyRing, approvals, (approval) => presentApproval(approval, livemode)),
      200,
    );
  });

  router.openapi(approveRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { scope } = c.get("principal");
    const approval = await getApproval(scope, c.req.valid("param").approval_id);
    const reason = c.req.valid("json").reason ?? null;
    return answerApprove(c, dependencies, request, { approval, reason });
  });

  router.openapi(rejectRoute, async (c) => {
    const id = c.req.valid("param").approval_id;
    const { scope } = c.get("principal");
    if ((await findKeyHolder(scope, await toIdempotentRequest(c))) === undefined) {
      await assertMayApprove(c, await getApproval(scope, id), toDateTime(dependencies.now()));
    }
    return answerDecline(c, dependencies, id, {
      decision: "rejected",
      reason: c.req.valid("json").reason,
    });
  });

  router.openapi(withdrawRoute, (c) => {
    const id = c.req.valid("param").approval_id;
    return answerDecline(c, dependencies, id, {
      decision: "withdrawn",
      reason: c.req.valid("json").reason,
    });
  });
}

async function answerDecline(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  id: string,
  decision: Parameters<typeof declineApproval>[2],
): Promise<never> {
  const request = await toIdempotentRequest(c);
  const { livemode } = c.get("principal");
  return answerOnce(c, dependencies, request, async (transaction) => {
    const act = { context: toActContext(c), at: toDateTime(dependencies.now()) };
    await declineApproval(transaction, id, decision, act);
    const approval = await getApproval(transaction, id);
    return {
      status: 200,
      body: presentApproval(approval, livemode),
      headers: { ETag: `"v${approval.version}"` },
    };
  });
}
