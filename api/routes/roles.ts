import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getRole, listRoles } from "../../db/read/roles";
import { createRole, rewriteRole, setRoleActive } from "../../services/role/change-role";
import { answerAccessChange } from "../access-change";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { honourMatch, requireMatch, withVersion } from "../etag";
import { pageBody, pageOfWhole } from "../pagination";
import { presentRole } from "../present/role";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  actHeadersSchema,
  idempotencyHeadersSchema,
  idSchema,
  pageOf,
  repeatableHeadersSchema,
  smallListQuerySchema,
} from "../schemas/common";
import { newRoleSchema, roleContentSchema, roleSchema } from "../schemas/role";

const tags = ["Roles"];
const roleParams = z.object({ role_id: idSchema("role") });

const listRolesRoute = createRoute({
  method: "get",
  path: "/v1/roles",
  tags,
  summary: "List roles: those of travoBooks, then the partner's own",
  ...permitted("role.read.partner", { branches: "none" }),
  request: { query: smallListQuerySchema },
  responses: { 200: json(pageOf(roleSchema, "RolePage"), "Roles"), ...problems() },
});

const getRoleRoute = createRoute({
  method: "get",
  path: "/v1/roles/{role_id}",
  tags,
  summary: "Get a role",
  ...permitted("role.read.partner", { branches: "none" }),
  request: { params: roleParams },
  responses: { 200: json(roleSchema, "The role"), 304: notModified, ...problems(404) },
});

const createRoleRoute = createRoute({
  method: "post",
  path: "/v1/roles",
  tags,
  summary: "Make a role of one's own",
  description: "Of permissions that its maker has.",
  ...permitted("role.create.partner", { stepUp: true }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newRoleSchema) },
  responses: { 201: json(roleSchema, "The role"), ...problems(409, 413, 415, 422) },
});

const changeRoleRoute = createRoute({
  method: "put",
  path: "/v1/roles/{role_id}",
  tags,
  summary: "Say anew what a role may do, for all who have it",
  ...permitted("role.update.partner", { stepUp: true }),
  request: {
    params: roleParams,
    headers: repeatableHeadersSchema,
    body: jsonBody(roleContentSchema),
  },
  responses: {
    200: json(roleSchema, "The role"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

const act = {
  method: "post" as const,
  tags,
  ...permitted("role.update.partner", { stepUp: true }),
  request: { params: roleParams, headers: actHeadersSchema },
  responses: { 200: json(roleSchema, "The role"), ...problems(404, 409, 412, 422) },
};

const deactivateRoute = createRoute({
  ...act,
  path: "/v1/roles/{role_id}/deactivate",
  summary: "Deactivate a role: it gives nobody anything any more",
});

const activateRoute = createRoute({
  ...act,
  path: "/v1/roles/{role_id}/activate",
  summary: "Activate a role again",
});

export function registerRoles(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(listRolesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const page = pageOfWhole(c, keyRing, await listRoles(scope), {
      query: c.req.valid("query"),
      idOf: ({ roleId }) => roleId,
    });
    return c.json(
      pageBody(c, keyRing, page, (role) => presentRole(role, livemode)),
      200,
    );
  });

  router.openapi(getRoleRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const role = await getRole(scope, c.req.valid("param").role_id);
    return withVersion(c, role.version, presentRole(role, livemode));
  });

  router.openapi(createRoleRoute, (c) => {
    const { description = "", ...role } = c.req.valid("json");
    return answerRole(c, dependencies, (transaction, change) =>
      createRole(transaction, { ...role, description }, change),
    );
  });

  router.openapi(changeRoleRoute, (c) => {
    const { description = "", ...role } = c.req.valid("json");
    const which = { id: c.req.valid("param").role_id, assertVersion: requireMatch(c) };
    return answerRole(c, dependencies, async (transaction, change) => {
      await rewriteRole(transaction, { ...role, description }, { ...which, ...change });
      return which.id;
    });
  });

  router.openapi(deactivateRoute, (c) =>
    answerActive(c, dependencies, { id: c.req.valid("param").role_id, isActive: false }),
  );

  router.openapi(activateRoute, (c) =>
    answerActive(c, dependencies, { id: c.req.valid("param").role_id, isActive: true }),
  );
}

function answerActive(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  { id, isActive }: { readonly id: string; readonly isActive: boolean },
): Promise<never> {
  const assertVersion = honourMatch(c);
  return answerRole(c, dependencies, async (transaction, change) => {
    await setRoleActive(transaction, isActive, { id, assertVersion, ...change });
    return id;
  });
}

async function answerRole(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  change: (
    transaction: PartnerTransaction,
    act: Parameters<typeof createRole>[2],
  ) => Promise<string>,
): Promise<never> {
  const maker = c.get("principal");
  return answerAccessChange(c, dependencies, async (transaction) => {
    const id = await change(transaction, {
      maker,
      context: toActContext(c),
      at: toDateTime(dependencies.now()),
    });
    const role = await getRole(transaction, id);
    const isNew = c.req.path === "/v1/roles";
    return {
      status: isNew ? 201 : 200,
      body: presentRole(role, maker.livemode),
      headers: {
        ETag: `"v${role.version}"`,
        ...(isNew && { Location: `/v1/roles/${id}` }),
      },
    };
  });
}
