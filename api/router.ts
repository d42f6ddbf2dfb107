import { OpenAPIHono } from "@hono/zod-openapi";

import type { Permission } from "../domain/permissions";
import type { ApiEnvironment } from "./environment";
import { requirePermission } from "./middleware/authenticate";
import { validationHook } from "./validation-hook";

export type Router = OpenAPIHono<ApiEnvironment>;

export function createRouter(): Router {
  return new OpenAPIHono<ApiEnvironment>({ defaultHook: validationHook });
}

/** What a route states of who may call it: enforced here, and told in the OpenAPI document. */
export function permitted(permission: Permission) {
  return {
    security: [{ token: [] }],
    middleware: requirePermission(permission),
    "x-permission": permission,
  };
}
