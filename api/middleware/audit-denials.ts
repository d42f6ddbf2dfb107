import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { z } from "zod";

import { toDateTime } from "../../db/read/amounts";
import { createDenialLog } from "../../services/audit/denial-log";
import type { Principal } from "../../services/auth/principal";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { toActContext } from "../request-context";

const problemSchema = z.object({ code: z.string(), permission: z.string().optional() });

/** Audits what is denied to somebody who is known. A log that fails changes no answer. */
export function auditDenials({
  now,
}: Pick<ApiDependencies, "now">): MiddlewareHandler<ApiEnvironment> {
  const record = createDenialLog();
  return async (c, next) => {
    await next();
    const principal = c.get("principal") as Principal | undefined;
    if (c.res.status !== 403 || principal === undefined) return;
    const problem = problemSchema.safeParse(await c.res.clone().json());
    const { code, permission } = problem.data ?? { code: "refused" };
    const { method, path } = c.req;
    const denial = { method, route: routeOf(c), path, code, ...(permission && { permission }) };
    try {
      const act = { context: toActContext(c), at: toDateTime(now()) };
      await record(principal.scope, denial, act);
    } catch (error) {
      c.get("logger").error({ err: error, code }, "a denial is not audited");
    }
  };
}

function routeOf(c: Context<ApiEnvironment>): string {
  const route = matchedRoutes(c).find(({ method }) => method !== "ALL")?.path ?? "/v1/*";
  return route.replaceAll(/:(\w+)/g, "{$1}");
}
