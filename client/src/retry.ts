import { setTimeout as delay } from "node:timers/promises";

import { ProblemError, toError, UnreadableAnswerError } from "./problem-error";

export interface RetryPolicy {
  /** All together; 1 never repeats. */
  readonly attempts: number;
  /** Before the second; each wait after is twice as long, less up to a half by chance. */
  readonly firstWaitMs: number;
  readonly waitMaxMs: number;
}

export const defaultRetries: RetryPolicy = { attempts: 4, firstWaitMs: 250, waitMaxMs: 20_000 };

const gateways: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Sends until there is an answer that stands: a success, or a refusal that the same request would
 * meet again. What is repeated must act once: it only reads, or each attempt has its key.
 */
export async function sendWithRetries(
  send: () => Promise<Response>,
  {
    request,
    policy,
    mayRepeat,
    signal,
  }: {
    readonly request: string;
    readonly policy: RetryPolicy;
    readonly mayRepeat: boolean;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(send, request);
    if (outcome.kind === "answered") return outcome.response;
    signal?.throwIfAborted();
    const { error, retryAfterMs } = outcome;
    if (!mayRepeat || attempt >= policy.attempts || !isPassing(error)) throw error;
    const waitMs = retryAfterMs ?? backoffMs(policy, attempt);
    if (waitMs > policy.waitMaxMs) throw error;
    await delay(waitMs, undefined, { signal });
  }
}

type Outcome =
  | { readonly kind: "answered"; readonly response: Response }
  | { readonly kind: "failed"; readonly error: unknown; readonly retryAfterMs?: number };

async function tryOnce(send: () => Promise<Response>, request: string): Promise<Outcome> {
  try {
    const response = await send();
    if (response.ok || response.status === 304) return { kind: "answered", response };
    const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
    const error = await toError(request, response);
    return { kind: "failed", error, ...(seconds >= 0 && { retryAfterMs: seconds * 1_000 }) };
  } catch (error) {
    return { kind: "failed", error };
  }
}

/** A lost connection says nothing of what was done: with its key the request finds that out. */
function isPassing(error: unknown): boolean {
  if (error instanceof ProblemError) return error.retryable;
  return !(error instanceof UnreadableAnswerError) || gateways.has(error.status);
}

function backoffMs({ firstWaitMs, waitMaxMs }: RetryPolicy, attempt: number): number {
  const wait = Math.min(firstWaitMs * 2 ** (attempt - 1), waitMaxMs);
  return wait * (1 - Math.random() / 2);
}
