import type { Context } from "hono";

import type { ApiEnvironment } from "./environment";

/** Answers with the version as ETag, and with 304 to whoever has it already. */
export function withVersion<Body extends object>(
  c: Context<ApiEnvironment>,
  version: number,
  body: Body,
) {
  const etag = `"v${version}"`;
  c.header("ETag", etag);
  const known = c.req
    .header("If-None-Match")
    ?.split(",")
    .map((item) => item.trim());
  if (known?.includes(etag)) return c.body(null, 304);
  return c.json(body, 200);
}
