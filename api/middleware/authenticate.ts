import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";

import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";
import { remoteAddress } from "../request-context";
import { getSessionCookie } from "../session-cookie";

interface AuthenticateDependencies extends Pick<ApiDependencies, "metrics"> {
  readonly auth: Pick<ApiDependencies["auth"], "authenticate">;
}

/**
 * Proves who calls, by a token, an access token or a session's cookie. The partner comes from the
 * credential and from nowhere else.
 */
export function authenticate({
  auth,
  metrics,
}: AuthenticateDependencies): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    if (isOpen(c)) return next();
    const authorization = c.req.header("Authorization");
    const cookie = getSessionCookie(c);
    const address = remoteAddress(c);
    const principal = await auth.authenticate({
      ...(authorization === undefined ? {} : { authorization }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(address === undefined ? {} : { address }),
    });
    if (principal === undefined) {
      const credential = authorization ?? cookie;
      metrics.authenticationFailures.inc({
        reason: credential === undefined ? "missing" : "invalid",
      });
      throw new ProblemError({
        status: 401,
        code: credential === undefined ? "token_missing" : "token_invalid",
        title: "Not authenticated",
        detail:
          "Sign in, or send a valid token of yours: Authorization: Bearer tvb_test_… or tvb_live_….",
        headers: { "WWW-Authenticate": 'Bearer realm="travobooks"' },
      });
    }
    c.set("principal", principal);
    await next();
  };
}

/** Marks a route that anybody may call. */
export const admitAnybody: MiddlewareHandler<ApiEnvironment> = (_c, next) => next();

/** Whether the route that will answer begins with that mark. What is for all methods is middleware. */
function isOpen(c: Context<ApiEnvironment>): boolean {
  return matchedRoutes(c).find(({ method }) => method !== "ALL")?.handler === admitAnybody;
}
