import { createHash } from "node:crypto";

import type { Redis } from "ioredis";

import type { Policy } from "./policy";
import { takeScript } from "./take-script";

const takeScriptSha = createHash("sha1").update(takeScript).digest("hex");
/** Nobody's request waits longer for Redis than this. */
const redisMs = 1_000;
/** How long after a failure Redis is not asked: requests go on without waiting for it. */
const pauseMs = 1_000;

export interface Standing {
  readonly policy: Policy;
  readonly remaining: number;
  /** Until one more request fits; 0 where one does. */
  readonly nextMs: number;
  /** Until the whole quota is there again. */
  readonly fullMs: number;
}

export type Verdict =
  | { readonly kind: "taken"; readonly standings: readonly Standing[] }
  | {
      readonly kind: "refused";
      readonly standings: readonly Standing[];
      readonly violated: Standing;
    }
  /** Redis does not answer: what to do then is for the caller to say. */
  | { readonly kind: "unknown" };

export interface RateLimiter {
  /** Takes one request of every policy that counts it, or of none where one refuses. */
  take(policies: readonly Policy[]): Promise<Verdict>;
}

export function createRateLimiter(redis: Redis): RateLimiter {
  let pausedUntil = 0;
  const run = createRunner(redis);
  return {
    take: async (policies) => {
      if (policies.length === 0) return { kind: "taken", standings: [] };
      if (pausedUntil > Date.now()) return { kind: "unknown" };
      try {
        return toVerdict(policies, await run(policies));
      } catch {
        pausedUntil = Date.now() + pauseMs;
        return { kind: "unknown" };
      }
    },
  };
}

type Parts = readonly [keyCount: number, ...keysAndQuotas: (string | number)[]];

interface Waiting {
  readonly parts: Parts;
  readonly resolve: (figures: number[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** What comes in one turn of the event loop is asked in one round trip. */
function createRunner(redis: Redis): (policies: readonly Policy[]) => Promise<number[]> {
  let waiting: Waiting[] = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    within(ask(redis, batch)).catch((error: unknown) => {
      for (const { reject } of batch) reject(error);
    });
  };
  return (policies) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ parts: toParts(policies), resolve, reject });
    });
}

function toParts(policies: readonly Policy[]): Parts {
  const keys = policies.map(({ key }) => key);
  const quotas = policies.flatMap(({ requests, seconds, looksOnly = false }) => [
    looksOnly ? 0 : 1,
    (seconds * 1e6) / requests,
    seconds * 1e6,
  ]);
  return [keys.length, ...keys, ...quotas];
}

async function ask(redis: Redis, batch: readonly Waiting[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const { parts } of batch) pipeline.evalsha(takeScriptSha, ...parts);
  const answers = (await pipeline.exec()) ?? [];
  const settle = async ({ parts, resolve, reject }: Waiting, index: number) => {
    const [error, figures] = answers[index] ?? [new Error("Redis gave no answer.")];
    if (error === null) resolve(toNumbers(figures));
    else if (error.message.startsWith("NOSCRIPT")) {
      resolve(toNumbers(await redis.eval(takeScript, ...parts)));
    } else reject(error);
  };
  await Promise.all(batch.map(settle));
}

function toNumbers(answer: unknown): number[] {
  if (!Array.isArray(answer)) throw new Error("The rate limit's script answers with numbers.");
  return answer.map(Number);
}

function toVerdict(policies: readonly Policy[], answer: readonly number[]): Verdict {
  const [refused = 0, ...figures] = answer;
  const standings = policies.map((policy, index) => {
    const [remaining = 0, nextUs = 0, fullUs = 0] = figures.slice(3 * index);
    return { policy, remaining, nextMs: nextUs / 1e3, fullMs: fullUs / 1e3 };
  });
  const violated = standings[refused - 1];
  return violated === undefined
    ? { kind: "taken", standings }
    : { kind: "refused", standings, violated };
}

async function within<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    // An answer that came while this process was busy is read before its time is said to be over.
    timer = setTimeout(
      () => setImmediate(() => reject(new Error("Redis does not answer in time."))),
      redisMs,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
