import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";

import { newId } from "../../db/new-id";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";

/** Gives each request its id, its log line and its measurement. */
export function requestLog({
  logger,
  metrics,
}: Pick<ApiDependencies, "logger" | "metrics">): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    const requestId = newId("request");
    const started = process.hrtime.bigint();
    c.set("requestId", requestId);
    c.set("logger", logger);
    c.header("X-Request-Id", requestId);
    metrics.activeRequests.inc();
    try {
      await next();
    } finally {
      metrics.activeRequests.dec();
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const route = routePath(c, -1);
      const { status } = c.res;
      metrics.requestDuration.observe(
        { method: c.req.method, route, status_class: `${Math.floor(status / 100)}xx` },
        seconds,
      );
      const principal = c.get("principal") as ApiEnvironment["Variables"]["principal"] | undefined;
      logger.info(
        {
          request_id: requestId,
          method: c.req.method,
          route,
          status,
          duration_ms: Math.round(seconds * 1e6) / 1e3,
          partner_id: principal?.scope.partner,
          actor_type: principal?.actor.type,
          actor_id: principal?.actor.id,
          user_id: principal?.user?.id,
        },
        "request",
      );
    }
  };
}
