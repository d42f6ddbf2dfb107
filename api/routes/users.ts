import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getUser, listUsers } from "../../db/read/users";
import type { AccessAct } from "../../services/role/grant-role";
import { inviteAgain, inviteUser } from "../../services/user/invite-user";
import { disableUser, enableUser } from "../../services/user/set-user-status";
import { takeSecondFactors } from "../../services/user/take-second-factors";
import { answerAccessChange } from "../access-change";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { withVersion } from "../etag";
import { pageBody, toPageRequest } from "../pagination";
import { presentUser } from "../present/user";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, pageOf } from "../schemas/common";
import { invitationSchema, listUsersSchema, userSchema } from "../schemas/user";

const tags = ["People"];
const userParams = z.object({ user_id: idSchema("user") });
const change = {
  tags,
  method: "post" as const,
  request: { params: userParams, headers: idempotencyHeadersSchema },
  responses: { 200: json(userSchema, "The person"), ...problems(404, 409, 422) },
};

const inviteRoute = createRoute({
  method: "post",
  path: "/v1/users",
  tags,
  summary: "Invite a person by e-mail",
  description: "With roles of permissions that whoever invites has.",
  ...permitted("user.create.partner", { stepUp: true }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(invitationSchema) },
  responses: { 201: json(userSchema, "The person"), ...problems(404, 409, 413, 415, 422) },
});

const inviteAgainRoute = createRoute({
  ...change,
  path: "/v1/users/{user_id}/invite",
  summary: "Mail the invitation once more",
  ...permitted("user.create.partner"),
});

const disableRoute = createRoute({
  ...change,
  path: "/v1/users/{user_id}/disable",
  summary: "Let a person in no more: their sessions and tokens end at once",
  description: "Not oneself, nor the last administrator (last_admin).",
  ...permitted("user.update.partner", { stepUp: true, whileSuspended: true }),
});

const enableRoute = createRoute({
  ...change,
  path: "/v1/users/{user_id}/enable",
  summary: "Let a disabled person in again",
  ...permitted("user.update.partner", { stepUp: true }),
});

const takeFactorsRoute = createRoute({
  ...change,
  path: "/v1/users/{user_id}/second-factors/take",
  summary: "Take all second factors of a person away who has lost them",
  description:
    "Authenticator, passkeys and recovery codes. Their sessions end, they are told by mail, and nothing of the partner's is theirs before they have taken up another second factor. Not oneself.",
  ...permitted("user.update.partner", { stepUp: true }),
});

const getRoute = createRoute({
  method: "get",
  path: "/v1/users/{user_id}",
  tags,
  summary: "Get a person",
  ...permitted("user.read.partner"),
  request: { params: userParams },
  responses: {
    200: json(userSchema, "The person"),
    304: { description: "Unchanged since the version in If-None-Match" },
    ...problems(404),
  },
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/users",
  tags,
  summary: "List people, newest first",
  ...permitted("user.read.partner"),
  request: { query: listUsersSchema },
  responses: { 200: json(pageOf(userSchema, "UserPage"), "People"), ...problems() },
});

export function registerUsers(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(inviteRoute, (c) => {
    const { email, full_name: fullName, role_ids: roleIds } = c.req.valid("json");
    return answerUser(c, dependencies, 201, (transaction, act) =>
      inviteUser(transaction, keyRing, { email, fullName, roleIds }, act),
    );
  });

  router.openapi(inviteAgainRoute, (c) =>
    answerChange(c, dependencies, c.req.valid("param").user_id, (transaction, act) =>
      inviteAgain(transaction, keyRing, act.userId, act),
    ),
  );

  router.openapi(disableRoute, (c) =>
    answerChange(c, dependencies, c.req.valid("param").user_id, disableUser),
  );

  router.openapi(enableRoute, (c) =>
    answerChange(c, dependencies, c.req.valid("param").user_id, enableUser),
  );

  router.openapi(takeFactorsRoute, (c) =>
    answerChange(c, dependencies, c.req.valid("param").user_id, takeSecondFactors),
  );

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const user = await getUser(scope, c.req.valid("param").user_id);
    return withVersion(c, user.version, presentUser(user, livemode));
  });

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { email, status, role_id: role, ...page } = c.req.valid("query");
    const users = await listUsers(
      scope,
      { ...(email && { email }), ...(status && { status }), ...(role && { role }) },
      toPageRequest(c, keyRing, page),
    );
    return c.json(
      pageBody(c, keyRing, users, (user) => presentUser(user, livemode)),
      200,
    );
  });
}

async function answerChange(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  userId: string,
  work: (transaction: PartnerTransaction, act: AccessAct) => Promise<void>,
): Promise<never> {
  return answerUser(c, dependencies, 200, async (transaction, act) => {
    await work(transaction, { ...act, userId });
    return userId;
  });
}

/** Answers with the person, as the work has left them. */
async function answerUser(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  status: 200 | 201,
  work: (transaction: PartnerTransaction, act: Omit<AccessAct, "userId">) => Promise<string>,
): Promise<never> {
  const maker = c.get("principal");
  return answerAccessChange(c, dependencies, async (transaction) => {
    const at = toDateTime(dependencies.now());
    const id = await work(transaction, { maker, context: toActContext(c), at });
    const user = await getUser(transaction, id);
    const headers = {
      ETag: `"v${user.version}"`,
      ...(status === 201 ? { Location: `/v1/users/${id}` } : {}),
    };
    return { status, body: presentUser(user, maker.livemode), headers };
  });
}
