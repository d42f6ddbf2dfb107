import { Redis } from "ioredis";

import { readClientTls, takeTlsFiles } from "./client-tls";

/**
 * Opens a connection that reconnects; a command while Redis is away fails within seconds.
 * `rediss://:password@host:port/0?tlsCa=…&tlsCert=…&tlsKey=…` is encrypted.
 */
export function openRedis(text: string, options: { readonly blocking?: boolean } = {}): Redis {
  const url = new URL(text);
  const files = takeTlsFiles(url);
  const isEncrypted = url.protocol === "rediss:";
  if (!isEncrypted && Object.values(files).some((file) => file !== undefined)) {
    throw new Error("TLS to Redis is asked for with rediss://.");
  }
  return new Redis(url.href, {
    ...(isEncrypted ? { tls: readClientTls(files) } : {}),
    lazyConnect: true,
    connectTimeout: 5_000,
    // A blocking read waits longer than any command should. Where a network swallows what is sent,
    // only a connection of its own accord would notice: after socketTimeout it is made anew.
    ...(options.blocking ? {} : { commandTimeout: 5_000, socketTimeout: 4_000 }),
    maxRetriesPerRequest: 2,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
}

const lostStates: ReadonlySet<string> = new Set(["reconnecting", "close", "end"]);

/** Redis does not answer: nobody knows what it holds. */
export class RedisAwayError extends Error {
  override readonly name = "RedisAwayError";
}

/**
 * Commands whose answer decides something: a fault of theirs is told from an empty answer. Where
 * the connection is known to be lost nobody waits for it.
 */
export async function askRedis<T>(redis: Redis, work: (redis: Redis) => Promise<T>): Promise<T> {
  if (lostStates.has(redis.status)) throw new RedisAwayError("Redis is not connected.");
  try {
    return await work(redis);
  } catch (error) {
    throw new RedisAwayError("Redis does not answer.", { cause: error });
  }
}
