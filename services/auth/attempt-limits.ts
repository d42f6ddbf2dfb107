import { createHash } from "node:crypto";

import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";

import { toAddressGroup } from "../../domain/network-address";

/** Who tries, and from where. */
export interface Attempt {
  /** What is attacked: a partner's code and an e-mail address, or a person's id. */
  readonly account: string;
  readonly address: string | undefined;
}

export interface AttemptLimits {
  /** Takes an attempt before it is made; the seconds to wait, where there is none left. */
  take(attempt: Attempt): Promise<number | undefined>;
  /** After a success: gives the account its attempts back, and the address the one it took. */
  forgive(attempt: Attempt): Promise<void>;
}

interface Tier {
  readonly points: number;
  readonly seconds: number;
}

/** On one account from one address: the more attempts fail, the longer the wait. */
const pairTiers: readonly Tier[] = [
  { points: 5, seconds: 60 },
  { points: 10, seconds: 15 * 60 },
  { points: 20, seconds: 6 * 3600 },
];
/** On any account from one address: an office behind one may mistype, a list of passwords may not. */
const addressTiers: readonly Tier[] = [
  { points: 40, seconds: 10 * 60 },
  { points: 150, seconds: 6 * 3600 },
];

/**
 * Slows down guessing and locks nobody out: what is counted is an account from an address, so the
 * right person comes in from theirs. While Redis is away each process counts for itself.
 */
export function createAttemptLimits(redis: Redis, purpose: string): AttemptLimits {
  const limiters = (kind: string, tiers: readonly Tier[]) =>
    tiers.map(({ points, seconds }, tier) => {
      const options = { keyPrefix: `auth:${purpose}:${kind}:${tier}`, points, duration: seconds };
      const insuranceLimiter = new RateLimiterMemory(options);
      return new RateLimiterRedis({
        ...options,
        storeClient: redis,
        insuranceLimiter,
        rejectIfRedisNotReady: true,
      });
    });
  const pairs = limiters("pair", pairTiers);
  const addresses = limiters("address", addressTiers);
  return {
    take: async (attempt) => {
      const { pair, address } = keysOf(attempt);
      const longest = async (wait: typeof waitOf) => {
        const waits = await Promise.all([
          ...pairs.map((limiter) => wait(limiter, pair)),
          ...addresses.map((limiter) => wait(limiter, address)),
        ]);
        return Math.max(...waits);
      };
      // Whoever waits already does not wait longer for having asked; whoever comes at once is counted.
      const waitMs = (await longest(waitOf)) || (await longest(takeFrom));
      return waitMs > 0 ? Math.ceil(waitMs / 1000) : undefined;
    },
    forgive: async (attempt) => {
      const { pair, address } = keysOf(attempt);
      await Promise.all([
        ...pairs.map((limiter) => limiter.delete(pair)),
        ...addresses.map((limiter) => limiter.reward(address)),
      ]);
    },
  };
}

function keysOf({ account, address }: Attempt): {
  readonly pair: string;
  readonly address: string;
} {
  const group = toAddressGroup(address ?? "unknown");
  const digest = createHash("sha256").update(account.toLowerCase()).digest("base64url");
  return { pair: `${digest}:${group}`, address: group };
}

/** Milliseconds until an attempt may be made; 0 at once. */
async function waitOf(limiter: RateLimiterRedis, key: string): Promise<number> {
  const taken = await limiter.get(key);
  return taken === null || taken.consumedPoints < limiter.points ? 0 : msOf(taken);
}

async function takeFrom(limiter: RateLimiterRedis, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (error) {
    if (error instanceof RateLimiterRes) return msOf(error);
    throw error;
  }
}

function msOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, msBeforeNext);
}
