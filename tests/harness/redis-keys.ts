import { Redis } from "ioredis";

/** Every key that travoBooks keeps in Redis: the table in docs/operations.md. */
const known: readonly RegExp[] = [
  /^partner:ptn_[0-9a-z]{26}(:|$)/,
  /^ip:/,
  /^auth:/,
  /^system:events$/,
];

/** Keys of no known form, in all databases that tests have used. */
export async function findUnknownKeys(
  url: string,
  databases: readonly number[],
): Promise<string[]> {
  const unknown: string[] = [];
  for (const db of databases) {
    const redis = new Redis(url, { db });
    try {
      for await (const keys of redis.scanStream({ count: 1_000 })) {
        for (const key of keys as string[]) {
          if (!known.some((pattern) => pattern.test(key))) unknown.push(`${db}: ${key}`);
        }
      }
    } finally {
      redis.disconnect();
    }
  }
  return unknown.toSorted();
}
