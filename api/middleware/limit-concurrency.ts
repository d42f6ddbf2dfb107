import type { MiddlewareHandler } from "hono";

import type { Principal } from "../../services/auth/principal";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

/** Keeps one partner from taking all of a process: so many of its requests are answered at once. */
export function limitConcurrency({
  metrics,
  settings,
}: Pick<ApiDependencies, "metrics" | "settings">): MiddlewareHandler<ApiEnvironment> {
  const running = new Map<string, number>();
  const { concurrent } = settings.rateLimits;
  return async (c, next) => {
    const partner = (c.get("principal") as Principal | undefined)?.scope.partner;
    if (partner === undefined) return next();
    const others = running.get(partner) ?? 0;
    if (others >= concurrent) {
      metrics.rateLimited.inc({ policy: "concurrent" });
      throw new ProblemError({
        status: 429,
        code: "too_many_at_once",
        title: "Too many requests at once",
        detail: `At most ${concurrent} requests of yours are answered at once. Wait for one of them.`,
        retryable: true,
        facts: { violated_policy: "concurrent" },
        headers: { "Retry-After": "1" },
      });
    }
    running.set(partner, others + 1);
    try {
      await next();
    } finally {
      const rest = (running.get(partner) ?? 1) - 1;
      if (rest === 0) running.delete(partner);
      else running.set(partner, rest);
    }
  };
}
