import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Redis } from "ioredis";

import type { KeyRing } from "../db/encryption/key-ring";
import { askRedis } from "../db/redis";
import type { TokenStore } from "../suppliers/oauth/token-source";

/** A holder that dies lets go after this time. */
const lockMs = 30_000;
const lockPollMs = 50;
/** Longer than a holder may take: then something is wrong, and the activity is tried again. */
const lockWaitMs = 45_000;

/** Only the holder lets go: its lock may have run out, and be another's by now. */
const releaseScript =
  'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end return 0';

/** A partner's token of one supplier in Redis, sealed, for all processes. */
export function createRedisTokenStore(
  { redis, keyRing }: { readonly redis: Redis; readonly keyRing: KeyRing },
  { partner, credentials }: { readonly partner: string; readonly credentials: string },
): TokenStore {
  const key = `partner:${partner}:supplier-token:${credentials}`;
  const lockKey = `${key}:lock`;
  const context = `${partner}:supplier_token`;
  return {
    read: async () => {
      const sealed = await askRedis(redis, async (open) => open.getBuffer(key));
      return sealed === null ? undefined : unseal(keyRing, sealed, context);
    },
    write: async (token, lifetimeMs) => {
      const sealed = keyRing.encrypt(Buffer.from(token), context);
      await askRedis(redis, async (open) => open.set(key, sealed, "PX", Math.floor(lifetimeMs)));
    },
    withLock: async (run) => {
      const owner = randomUUID();
      const until = Date.now() + lockWaitMs;
      const take = async () =>
        askRedis(redis, async (open) => open.set(lockKey, owner, "PX", lockMs, "NX"));
      while ((await take()) === null) {
        if (Date.now() > until) throw new Error(`The lock ${lockKey} is never free.`);
        await sleep(lockPollMs);
      }
      try {
        return await run();
      } finally {
        await askRedis(redis, async (open) => open.eval(releaseScript, 1, lockKey, owner));
      }
    },
  };
}

/** A token sealed with a key that is gone by now is fetched anew. */
function unseal(keyRing: KeyRing, sealed: Buffer, context: string): string | undefined {
  try {
    return keyRing.decrypt(sealed, context).toString();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
