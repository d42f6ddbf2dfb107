import { createHash } from "node:crypto";

import type { Redis } from "ioredis";

import { askRedis } from "../../db/redis";
import { readOwnJson } from "../../domain/own-json";

/** What is kept of a ceremony between its two requests, and taken once: by one of many at once. */
export interface OneTimeRecords<Record> {
  keep(secret: string, record: Record): Promise<void>;
  /** Undefined where there is none: taken before, too old, or made up. */
  take(secret: string): Promise<Record | undefined>;
}

/** Under a digest of the secret, which is kept nowhere. */
export function createOneTimeRecords<Record>(
  redis: Redis,
  purpose: string,
  seconds: number,
): OneTimeRecords<Record> {
  const keyOf = (secret: string) =>
    `auth:${purpose}:${createHash("sha256").update(secret).digest("base64url")}`;
  return {
    keep: async (secret, record) => {
      await askRedis(redis, () => redis.set(keyOf(secret), JSON.stringify(record), "EX", seconds));
    },
    take: async (secret) => {
      const text = await askRedis(redis, () => redis.getdel(keyOf(secret)));
      return text === null ? undefined : readOwnJson<Record>(text);
    },
  };
}
