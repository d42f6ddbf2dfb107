import type { Hono } from "hono";

import type { Router } from "./router";

const healthPaths: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

/** The API with its health before it: that is neither limited nor logged, and asks for nobody. */
export function withHealth(app: Router, health: Hono): Router["fetch"] {
  return (request, ...others) =>
    request.method === "GET" && healthPaths.has(new URL(request.url).pathname)
      ? health.fetch(request, ...others)
      : app.fetch(request, ...others);
}
