import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { toDateTime } from "../../db/read/amounts";
import type { DelegationRecord } from "../../db/read/approval-delegations";
import { getDelegation, listDelegations } from "../../db/read/approval-delegations";
import { Refusal } from "../../domain/refusal";
import { delegateApprovals, revokeDelegation } from "../../services/approval/delegate-approvals";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { delegationSchema, newDelegationSchema } from "../schemas/approval-delegation";
import { idempotencyHeadersSchema, idSchema, listQuerySchema, pageOf } from "../schemas/common";

const tags = ["Approvals"];

const createDelegationRoute = createRoute({
  method: "post",
  path: "/v1/approval-delegations",
  tags,
  summary: "Let another person decide, for a time, on what you may decide on",
  description:
    "They sign in to do so, unless their token has the permission itself. Never on what they or you have asked for; it is not passed on, and ends by itself.",
  ...permitted("approval_delegation.create.partner", { stepUp: true, branches: "none" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newDelegationSchema) },
  responses: {
    201: json(delegationSchema, "The delegation"),
    ...problems(404, 409, 413, 415, 422),
  },
});

const listDelegationsRoute = createRoute({
  method: "get",
  path: "/v1/approval-delegations",
  tags,
  summary: "List delegations, newest first",
  ...permitted("approval_delegation.read.partner", { branches: "none" }),
  request: { query: listQuerySchema },
  responses: {
    200: json(pageOf(delegationSchema, "DelegationPage"), "Delegations"),
    ...problems(),
  },
});

const revokeDelegationRoute = createRoute({
  method: "post",
  path: "/v1/approval-delegations/{delegation_id}/revoke",
  tags,
  summary: "Take a delegation of your own back",
  ...permitted("approval_delegation.revoke.partner", { branches: "none" }),
  request: {
    params: z.object({ delegation_id: idSchema("approvalDelegation") }),
    headers: idempotencyHeadersSchema,
  },
  responses: { 200: json(delegationSchema, "The delegation"), ...problems(404, 409, 422) },
});

export function registerApprovalDelegations(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(createDelegationRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const body = c.req.valid("json");
    const { livemode } = c.get("principal");
    const delegatorUserId = toPerson(c);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const at = toDateTime(now());
      const delegation = {
        delegatorUserId,
        delegateId: body.delegate_id,
        startsAt: body.starts_at === undefined ? at : toDateTime(body.starts_at),
        endsAt: toDateTime(body.ends_at),
        reason: body.reason,
      };
      const act = { context: toActContext(c), at };
      const id = await delegateApprovals(transaction, delegation, act);
      const created = await getDelegation(transaction, id);
      return {
        status: 201,
        body: presentDelegation(created, { livemode, now: now() }),
        headers: {},
      };
    });
  });

  router.openapi(listDelegationsRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const page = await listDelegations(scope, toPageRequest(c, keyRing, c.req.valid("query")));
    const present = (one: DelegationRecord) => presentDelegation(one, { livemode, now: now() });
    return c.json(pageBody(c, keyRing, page, present), 200);
  });

  router.openapi(revokeDelegationRoute, async (c) => {
    const request = await toIdempotentRequest(c);
    const { livemode } = c.get("principal");
    const id = c.req.valid("param").delegation_id;
    const userId = toPerson(c);
    return answerOnce(c, dependencies, request, async (transaction) => {
      const act = { userId, context: toActContext(c), at: toDateTime(now()) };
      await revokeDelegation(transaction, id, act);
      const revoked = await getDelegation(transaction, id);
      return {
        status: 200,
        body: presentDelegation(revoked, { livemode, now: now() }),
        headers: {},
      };
    });
  });
}

function toPerson(c: Context<ApiEnvironment>): number {
  const { user } = c.get("principal");
  if (user !== undefined) return user.userId;
  throw new Refusal("PERSON_REQUIRED", "People delegate. A service's token belongs to nobody.");
}

function presentDelegation(
  delegation: DelegationRecord,
  { livemode, now }: { readonly livemode: boolean; readonly now: string },
) {
  const { startsAt, endsAt, revokedAt } = delegation;
  return {
    id: delegation.publicId,
    object: "approval_delegation" as const,
    livemode,
    delegator_id: delegation.delegatorId,
    delegate_id: delegation.delegateId,
    starts_at: startsAt,
    ends_at: endsAt,
    revoked_at: revokedAt,
    is_active: revokedAt === null && startsAt <= now && now < endsAt,
    reason: delegation.reason,
    version: delegation.version,
  };
}
