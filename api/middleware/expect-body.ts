import type { MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

/** What a route takes no body for is not silently ignored; an empty object says nothing. */
export const refuseUnexpectedBody: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  const text = (await c.req.text()).trim();
  if (text !== "" && text !== "{}") {
    throw new ProblemError({
      status: 400,
      code: "body_unexpected",
      title: "Body not expected",
      detail: "This request takes no body. Send none, or an empty object.",
      errors: [{ in: "body", pointer: "", code: "unexpected", detail: "It takes none." }],
    });
  }
  await next();
};

/** A schema whose members are all optional would take no body for an empty one. */
export const requireBody: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  if ((await c.req.text()) === "") {
    throw new ProblemError({
      status: 400,
      code: "request_invalid",
      title: "The request is not valid",
      detail: "Send a body.",
      errors: [{ in: "body", pointer: "", code: "required", detail: "It is required." }],
    });
  }
  await next();
};
