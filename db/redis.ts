import { Redis } from "ioredis";

/** Opens a connection that reconnects; a command while Redis is away fails within seconds. */
export function openRedis(url: string, options: { readonly blocking?: boolean } = {}): Redis {
  return new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    // A blocking read waits longer than any command should.
    ...(options.blocking ? {} : { commandTimeout: 5_000 }),
    maxRetriesPerRequest: 2,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
}
