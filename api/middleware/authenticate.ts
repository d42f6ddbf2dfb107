import type { MiddlewareHandler } from "hono";

import type { Permission } from "../../domain/permissions";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

const scheme = /^Bearer ([\w]{1,200})$/;

/** Proves who calls. The partner comes from the token and from nowhere else. */
export function authenticate({
  authenticate: prove,
  metrics,
}: Pick<ApiDependencies, "authenticate" | "metrics">): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const header = c.req.header("Authorization");
    const token = header === undefined ? undefined : scheme.exec(header)?.[1];
    const principal = token === undefined ? undefined : await prove(token);
    if (principal === undefined) {
      metrics.authenticationFailures.inc({ reason: header === undefined ? "missing" : "invalid" });
      throw new ProblemError({
        status: 401,
        code: header === undefined ? "token_missing" : "token_invalid",
        title: "Not authenticated",
        detail: "Send a valid token of yours: Authorization: Bearer tvb_test_… or tvb_live_….",
        headers: { "WWW-Authenticate": 'Bearer realm="travobooks"' },
      });
    }
    c.set("principal", principal);
    await next();
  };
}

/** Refuses a token without the permission that the route states. */
export function requirePermission(permission: Permission): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    if (!c.get("principal").permissions.has(permission)) {
      throw new ProblemError({
        status: 403,
        code: "permission_missing",
        title: "Permission missing",
        detail: `The token lacks ${permission}. Use one that has it.`,
        facts: { permission },
      });
    }
    await next();
  };
}
