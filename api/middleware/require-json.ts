import type { Context, MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

/** A body is JSON, said to be JSON, and well formed: or there is none. */
export const requireJson: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  if (hasBody(c) && !/^application\/json\b/i.test(c.req.header("Content-Type") ?? "")) {
    throw new ProblemError({
      status: 415,
      code: "media_type_unsupported",
      title: "Body is not JSON",
      detail: "Send the body as Content-Type: application/json.",
    });
  }
  await next();
};

/** HTTP announces a body by a header; curl's POST without one sends none, not even a length of 0. */
function hasBody({ req }: Context<ApiEnvironment>): boolean {
  const length = req.header("Content-Length");
  if (length !== undefined) return length !== "0";
  if (req.header("Transfer-Encoding") !== undefined) return true;
  return req.header("Content-Type") !== undefined && req.raw.body !== null;
}
