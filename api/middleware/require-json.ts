import type { MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

/** A body is JSON, said to be JSON, and well formed: or there is none. */
export const requireJson: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  const hasBody = c.req.raw.body !== null && c.req.header("Content-Length") !== "0";
  if (hasBody && !/^application\/json\b/i.test(c.req.header("Content-Type") ?? "")) {
    throw new ProblemError({
      status: 415,
      code: "media_type_unsupported",
      title: "Body is not JSON",
      detail: "Send the body as Content-Type: application/json.",
    });
  }
  await next();
};
