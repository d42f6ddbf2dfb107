import type { MiddlewareHandler } from "hono";

import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

/**
 * Answers for whatever hangs. What was begun goes on: with its key, the request finds what came of
 * it. A stream has its answer when it begins.
 */
export function answerWithin(deadlineMs: number): MiddlewareHandler<ApiEnvironment> {
  return async (_c, next) => {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new ProblemError(tooLate)), deadlineMs);
    });
    const work = next();
    // Where the deadline comes first, what it fails with later is nobody's to answer.
    work.catch(() => undefined);
    try {
      await Promise.race([work, deadline]);
    } finally {
      clearTimeout(timer);
    }
  };
}

const tooLate = {
  status: 503,
  code: "deadline_exceeded",
  title: "Not answered in time",
  detail:
    "It takes longer than a request may. It may be done all the same: send it again with the same Idempotency-Key.",
  retryable: true,
  headers: { "Retry-After": "5" },
} as const;
