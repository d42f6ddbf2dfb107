import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { toDateTime } from "../../db/read/amounts";
import { getApproval } from "../../db/read/approvals";
import { getUserAccessRecord } from "../../db/read/user-access";
import type { AccessChange } from "../../services/role/change-access";
import { changeAccess } from "../../services/role/change-access";
import { answerAccessChange } from "../access-change";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { presentApproval } from "../present/approval";
import { presentUserAccess } from "../present/role";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { approvalSchema } from "../schemas/approval";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { grantRoleSchema, holdToBranchesSchema, userAccessSchema } from "../schemas/role";

const tags = ["Roles"];
const userParams = z.object({ user_id: idSchema("user") });
const answers = {
  200: json(userAccessSchema, "What the person may do now"),
  202: json(approvalSchema, "Where its policy wants that: the request of approval"),
  ...problems(404, 409, 413, 415, 422),
};

const getAccessRoute = createRoute({
  method: "get",
  path: "/v1/users/{user_id}/access",
  tags,
  summary: "What a person may do, and where",
  ...permitted("role.read.partner", { branches: "none" }),
  request: { params: userParams },
  responses: { 200: json(userAccessSchema, "What the person may do"), ...problems(404) },
});

const grantRoute = createRoute({
  method: "post",
  path: "/v1/users/{user_id}/roles",
  tags,
  summary: "Give a person a role",
  description: "Of permissions that its giver has, in branches that are the giver's.",
  ...permitted("role.grant.partner", { stepUp: true, branches: "own" }),
  request: {
    params: userParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(grantRoleSchema),
  },
  responses: answers,
});

const takeRoute = createRoute({
  method: "post",
  path: "/v1/users/{user_id}/roles/{role_id}/take",
  tags,
  summary: "Take a role away from a person",
  description: "Not the last administrator's (last_admin).",
  ...permitted("role.grant.partner", { stepUp: true, branches: "own" }),
  request: {
    params: userParams.extend({ role_id: idSchema("role") }),
    headers: idempotencyHeadersSchema,
  },
  responses: answers,
});

const branchesRoute = createRoute({
  method: "post",
  path: "/v1/users/{user_id}/branches",
  tags,
  summary: "Hold a person to these branches and no others; to none, where empty",
  ...permitted("role.grant.partner", { stepUp: true, branches: "own" }),
  request: {
    params: userParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(holdToBranchesSchema),
  },
  responses: answers,
});

export function registerUserAccess(router: Router, dependencies: ApiDependencies): void {
  router.openapi(getAccessRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const record = await getUserAccessRecord(scope, c.req.valid("param").user_id);
    return c.json(presentUserAccess(record, livemode), 200);
  });

  router.openapi(grantRoute, (c) =>
    answerAccess(c, dependencies, c.req.valid("param").user_id, {
      type: "grant_role",
      roleId: c.req.valid("json").role_id,
    }),
  );

  router.openapi(takeRoute, (c) =>
    answerAccess(c, dependencies, c.req.valid("param").user_id, {
      type: "take_role",
      roleId: c.req.valid("param").role_id,
    }),
  );

  router.openapi(branchesRoute, (c) =>
    answerAccess(c, dependencies, c.req.valid("param").user_id, {
      type: "hold_to_branches",
      branchIds: c.req.valid("json").branch_ids,
    }),
  );
}

async function answerAccess(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  userId: string,
  change: AccessChange,
): Promise<never> {
  const maker = c.get("principal");
  return answerAccessChange(c, dependencies, async (transaction) => {
    const at = toDateTime(dependencies.now());
    const act = { userId, maker, context: toActContext(c), at };
    const approvalId = await changeAccess(transaction, change, act);
    if (approvalId !== null) {
      return {
        status: 202,
        body: presentApproval(await getApproval(transaction, approvalId), maker.livemode),
        headers: { Location: `/v1/approvals/${approvalId}` },
      };
    }
    const record = await getUserAccessRecord(transaction, userId);
    return { status: 200, body: presentUserAccess(record, maker.livemode), headers: {} };
  });
}
