import type { Context } from "hono";

import type { PartnerTransaction } from "../db/partner-scope";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import type { RepeatableAnswer } from "./idempotency";
import { answerOnce, toIdempotentRequest } from "./idempotency";

/**
 * Answers a request that changes what somebody may do: before its answer is sent, all processes
 * have heard of it. Also when it fails, for its commit may have come to pass.
 */
export async function answerAccessChange(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  work: (transaction: PartnerTransaction) => Promise<RepeatableAnswer>,
): Promise<never> {
  const request = await toIdempotentRequest(c);
  try {
    return await answerOnce(c, dependencies, request, work);
  } finally {
    await dependencies.access.forget(c.get("principal").scope.partner);
  }
}
