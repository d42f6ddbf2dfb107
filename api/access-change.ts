import type { Context } from "hono";

import type { PartnerTransaction } from "../db/partner-scope";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import type { RepeatableAnswer } from "./idempotency";
import { answerChange, answerOnce, toIdempotentRequest } from "./idempotency";

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
  const request = c.req.method === "POST" ? await toIdempotentRequest(c) : undefined;
  try {
    if (request === undefined) return await answerChange(c, dependencies, work);
    return await answerOnce(c, dependencies, request, work);
  } finally {
    await dependencies.access.forget(scope.partner);
  }
}
