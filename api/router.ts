import { OpenAPIHono } from "@hono/zod-openapi";

import type { Permission } from "../domain/permissions";
import type { ApiEnvironment } from "./environment";
import { admitAnybody } from "./middleware/authenticate";
import type { RouteDemands } from "./middleware/require";
import { requirePermission, requireSession } from "./middleware/require";
import { toStandardRoute } from "./standard-route";
import { validationHook } from "./validation-hook";

export type Router = OpenAPIHono<ApiEnvironment>;

export function createRouter(): Router {
  const router = new OpenAPIHono<ApiEnvironment>({ defaultHook: validationHook });
  const { openapi } = router;
  // What it adds is for callers to meet; a handler's types are those of the route as written.
  router.openapi = (route, handler, hook) => openapi(toStandardRoute(route), handler, hook);
  return router;
}

const credentials = [{ token: [] }, { session: [] }];

/** What a route states of who may call it: enforced here, and told in the OpenAPI document. */
export function permitted(permission: Permission, demands: RouteDemands = {}) {
  return {
    security: credentials,
    middleware: requirePermission(permission, demands),
    "x-permission": permission,
    "x-branches": demands.branches ?? "all",
    ...stepUpMark(demands),
    ...(demands.whileSuspended ? { "x-while-suspended": true } : {}),
  };
}

/** For what concerns the person alone, whatever they may do: profile, sessions, second factors. */
export function signedIn(demands: RouteDemands = {}) {
  return {
    security: credentials,
    middleware: requireSession(demands),
    "x-permission": "signed_in",
    ...stepUpMark(demands),
  };
}

/** For whoever has not signed in yet. No credential is looked at: there is no principal. */
export function open() {
  return {
    security: [],
    middleware: admitAnybody,
    "x-permission": "nobody",
  };
}

function stepUpMark({ stepUp = false }: RouteDemands) {
  return stepUp ? { "x-step-up": true } : {};
}
