import type { Context } from "hono";
import { Hono } from "hono";

import { securityHeaders } from "../middleware/security-headers";

export interface ReadinessCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

const checkMs = 500;
const cacheMs = 1_000;

/**
 * `/healthz` says that the process lives; `/readyz` that it can serve: each neighbour answers
 * within half a second. Draining turns readiness off before the listener closes.
 */
export function createHealthRoutes(checks: readonly ReadinessCheck[]) {
  let draining = false;
  let last: { readonly at: number; readonly results: Promise<Record<string, string>> } | undefined;
  const results = () => {
    if (last === undefined || Date.now() - last.at > cacheMs) {
      last = { at: Date.now(), results: runChecks(checks) };
    }
    return last.results;
  };
  const routes = new Hono();
  routes.use(securityHeaders);
  routes.get("/healthz", (c) => c.json({ status: "alive" }));
  routes.get("/readyz", async (c: Context) => {
    const found = await results();
    const ready = !draining && Object.values(found).every((result) => result === "ok");
    const status = draining ? "draining" : ready ? "ready" : "not_ready";
    return c.json({ status, checks: found }, ready ? 200 : 503);
  });
  return {
    routes,
    drain: () => {
      draining = true;
    },
  };
}

async function runChecks(checks: readonly ReadinessCheck[]): Promise<Record<string, string>> {
  const found = await Promise.all(
    checks.map(async ({ name, check }) => [name, await within(check())] as const),
  );
  return Object.fromEntries(found);
}

async function within(check: Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("timeout"), checkMs);
  });
  try {
    return await Promise.race([
      check.then(
        () => "ok",
        () => "failed",
      ),
      timeout,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
