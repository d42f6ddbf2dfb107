import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

import type { ApiEnvironment } from "../environment";

/**
 * Lets pages of these origins call with a token of theirs, and no others. Never with cookies: a
 * session is for pages of our own. To an origin that is not listed, nothing tells that there is
 * such a thing.
 */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler<ApiEnvironment> {
  const listed = new Set(origins);
  const answer = cors({
    origin: [...origins],
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: [
      "Authorization",
      "Content-Type",
      "Idempotency-Key",
      "If-Match",
      "If-None-Match",
      "Last-Event-ID",
      "Prefer",
      "Travobooks-Version",
      "traceparent",
    ],
    exposeHeaders: [
      "Deprecation",
      "ETag",
      "Idempotent-Replayed",
      "Link",
      "Location",
      "Preference-Applied",
      "RateLimit",
      "RateLimit-Policy",
      "Retry-After",
      "Sunset",
      "Travobooks-Version",
      "X-Request-Id",
    ],
    maxAge: 600,
  });
  return (c, next) => (listed.has(c.req.header("Origin") ?? "") ? answer(c, next) : next());
}
