import type { Context } from "hono";

import type { PartnerTransaction } from "../db/partner-scope";
import { inTransaction } from "../db/transaction";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import type { RepeatableAnswer } from "./idempotency";
import {
  answerOnce,
  asAnswerOfRoute,
  toIdempotentRequest,
  toRepeatableRequest,
} from "./idempotency";

/**
 * Answers a request that changes what somebody may do: before its answer is sent, all processes
 * have heard of it. Also when it fails, for its commit may have come to pass.
 */
export async function answerAccessChange(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  work: (transaction: PartnerTransaction) => Promise<RepeatableAnswer>,
): Promise<never> {
  const { scope } = c.get("principal");
  const isPost = c.req.method === "POST";
  const request = await (isPost ? toIdempotentRequest(c) : toRepeatableRequest(c));
  try {
    if (request !== undefined) return await answerOnce(c, dependencies, request, work);
    const { status, body, headers } = await inTransaction(scope, work);
    return asAnswerOfRoute(c.json(body, status, headers));
  } finally {
    await dependencies.access.forget(scope.partner);
  }
}
