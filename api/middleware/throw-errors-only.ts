import type { MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "../environment";

/** Hono answers for errors alone: whatever else is thrown becomes one, so that it is a problem too. */
export const throwErrorsOnly: MiddlewareHandler<ApiEnvironment> = async (_c, next) => {
  try {
    await next();
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    throw new Error("What was thrown is no error.", { cause: thrown });
  }
};
