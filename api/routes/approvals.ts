import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { toDateTime } from "../../db/read/amounts";
import { listApprovalBranches } from "../../db/read/approval-details";
import type { DecidableBy } from "../../db/read/approval-inbox";
import type { ApprovalRecord } from "../../db/read/approvals";
import { countApprovals, getApproval, listApprovals } from "../../db/read/approvals";
import type { ApprovalStatus } from "../../domain/approval";
import { Refusal } from "../../domain/refusal";
import { commentOnApproval } from "../../services/approval/comment-on-approval";
import { declineApproval } from "../../services/approval/decline-approval";
import { listAuthorities } from "../../services/approval/list-authorities";
import { findKeyHolder } from "../../services/idempotency/idempotency-keys";
import { onlyAmong } from "../branch-access";
import { answerApprove, assertMayApprove } from "../decide-approval";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { withVersion } from "../etag";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { presentApproval, presentApprovalDetail } from "../present/approval";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  approvalCountsSchema,
  approvalDetailSchema,
  approvalKindSchema,
  approvalOutcomeSchema,
  approvalSchema,
  approvalStatusSchema,
  approveSchema,
  commentSchema,
  declineSchema,
} from "../schemas/approval";
import { approvalActSchema } from "../schemas/approval-policy";
import { idempotencyHeadersSchema, idSchema, listQuerySchema, pageOf } from "../schemas/common";
import { operationSchema } from "../schemas/operation";

const tags = ["Approvals"];
const approvalParams = z.object({ approval_id: idSchema("approval") });

const getApprovalRoute = createRoute({
  method: "get",
  path: "/v1/approvals/{approval_id}",
  tags,
  summary: "Get a request of approval, with what was said of it and who may still decide",
  ...permitted("approval.read.partner", { branches: "own" }),
  request: { params: approvalParams },
  responses: {
    200: json(approvalDetailSchema, "The request"),
    304: notModified,
    ...problems(404),
  },
});

const listApprovalsRoute = createRoute({
  method: "get",
  path: "/v1/approvals",
  tags,
  summary: "List requests of approval, newest first",
  ...permitted("approval.read.partner", { branches: "own" }),
  request: {
    query: listQuerySchema.extend({
      inbox: z
        .literal("mine")
        .optional()
        .openapi({ description: "Only what the caller may decide on now." }),
      act: approvalActSchema.optional(),
      status: approvalStatusSchema.optional(),
      kind: approvalKindSchema.optional(),
      subject_id: z.string().max(32).optional(),
    }),
  },
  responses: { 200: json(pageOf(approvalSchema, "ApprovalPage"), "Requests"), ...problems() },
});

const countApprovalsRoute = createRoute({
  method: "get",
  path: "/v1/approvals/counts",
  tags,
  summary: "How many requests of approval there are, and wait for the caller",
  ...permitted("approval.read.partner", { branches: "own" }),
  responses: { 200: json(approvalCountsSchema, "The counts"), ...problems() },
});

const commentRoute = createRoute({
  method: "post",
  path: "/v1/approvals/{approval_id}/comments",
  tags,
  summary: "Say something of a request of approval",
  ...permitted("approval.comment.partner", { branches: "own" }),
  request: {
    params: approvalParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(commentSchema),
  },
  responses: {
    201: json(approvalDetailSchema, "The request, with what was said of it"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const approveRoute = createRoute({
  method: "post",
  path: "/v1/approvals/{approval_id}/approve",
  tags,
  summary: "Approve what another person has asked for, and do it",
  description:
    "By whom its policy names (`approver_permission`, `approver_role`), or to whom such a person has delegated it; never by who asked for it, whichever token they use. With the last approval what was asked for is done in the same commit; where that is refused, the request stays pending. A service's token approves nothing.",
  ...permitted("approval.read.partner", {
    assuranceOf: "approval.decide.partner",
    branches: "own",
  }),
  request: {
    params: approvalParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(approveSchema),
  },
  responses: {
    200: json(
      approvalSchema,
      "Written down where others must approve it besides; approved and done where nothing is posted",
    ),
    201: json(approvalOutcomeSchema, "Approved and posted"),
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
  ...permitted("approval.read.partner", {
    assuranceOf: "approval.decide.partner",
    branches: "own",
  }),
});

const withdrawRoute = createRoute({
  ...decline,
  path: "/v1/approvals/{approval_id}/withdraw",
  summary: "Withdraw a request of one's own",
  ...permitted("approval.withdraw.partner"),
});

export function registerApprovals(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  registerCounts(router, dependencies);

  router.openapi(getApprovalRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const approval = await getSeenApproval(c, c.req.valid("param").approval_id);
    const at = toDateTime(dependencies.now());
    const body = await presentApprovalDetail(scope, approval, { livemode, at });
    const deciders = body.deciders.map(({ user_id }) => user_id.slice(-6)).join("");
    return withVersion(c, `${approval.version}.${body.comments.length}.${deciders}`, body);
  });

  router.openapi(commentRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    const { publicId } = await getSeenApproval(c, c.req.valid("param").approval_id);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const at = toDateTime(dependencies.now());
      const act = { context: toActContext(c), at };
      await commentOnApproval(transaction, publicId, c.req.valid("json").text, act);
      const approval = await getApproval(transaction, publicId);
      const body = await presentApprovalDetail(transaction, approval, { livemode, at });
      return { status: 201, body, headers: { Location: `/v1/approvals/${publicId}` } };
    });
  });

  router.openapi(listApprovalsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { status, kind, act, inbox, subject_id: subjectId, ...page } = c.req.valid("query");
    const approvals = await listApprovals(
      scope,
      {
        ...(status && { status }),
        ...(kind && { kind }),
        ...(act && { act }),
        ...(subjectId && { subjectId }),
        ...(inbox && { inboxOf: await toInbox(c, dependencies) }),
        ...onlyAmong(c),
      },
      toPageRequest(c, keyRing, page),
    );
    return c.json(
      pageBody(c, keyRing, approvals, (approval) => presentApproval(approval, livemode)),
      200,
    );
  });

  router.openapi(approveRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const approval = await getSeenApproval(c, c.req.valid("param").approval_id);
    const reason = c.req.valid("json").reason ?? null;
    return answerApprove(c, dependencies, request, { approval, reason });
  });

  router.openapi(rejectRoute, async (c) => {
    const id = c.req.valid("param").approval_id;
    const { scope } = c.get("principal");
    if ((await findKeyHolder(scope, await toIdempotentRequest(c))) === undefined) {
      await assertMayApprove(c, await getSeenApproval(c, id), toDateTime(dependencies.now()));
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

function registerCounts(router: Router, dependencies: ApiDependencies): void {
  router.openapi(countApprovalsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const counts = await countApprovals(scope, onlyAmong(c));
    const inboxOf = await toInbox(c, dependencies);
    const inbox = await countApprovals(scope, { inboxOf, ...onlyAmong(c) });
    const count = (status: ApprovalStatus) => counts.get(status) ?? 0;
    return c.json(
      {
        object: "approval_counts" as const,
        livemode,
        inbox: inbox.get("pending") ?? 0,
        pending: count("pending"),
        approved: count("approved"),
        rejected: count("rejected"),
        withdrawn: count("withdrawn"),
        expired: count("expired"),
      },
      200,
    );
  });
}

/** What the caller may decide on: nothing, where a service's token asks. */
async function toInbox(c: Context<ApiEnvironment>, { now }: ApiDependencies): Promise<DecidableBy> {
  const { scope, user } = c.get("principal");
  const at = toDateTime(now());
  const userId = user?.userId ?? 0;
  const authorities = user === undefined ? [] : await listAuthorities(scope, { userId, at });
  return { userId, authorities, at };
}

/** What is of another branch does not exist for who is held to some. */
async function getSeenApproval(c: Context<ApiEnvironment>, id: string): Promise<ApprovalRecord> {
  const { scope, branches } = c.get("principal");
  const approval = await getApproval(scope, id);
  if (branches === undefined) return approval;
  const concerned = await listApprovalBranches(scope, approval);
  if (concerned.length > 0 && concerned.every((branch) => branches.has(branch))) return approval;
  throw new Refusal("NOT_FOUND", "No such approval.");
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
