import { randomUUID } from "node:crypto";

import { parseKeyRing } from "../../db/encryption/key-ring";
import { openRedis } from "../../db/redis";
import { createTokenSource } from "../../suppliers/oauth/token-source";
import { createRedisTokenStore } from "../../workers/redis-token-store";
import { testEnvironment } from "../harness/environment";

const { redisUrl, encryptionKeys } = testEnvironment();
const keyRing = parseKeyRing(encryptionKeys);
const redis = openRedis(redisUrl);
const hourMs = 3_600_000;

afterAll(() => redis.disconnect());

function openStore(credentials: string = randomUUID()) {
  return createRedisTokenStore({ redis, keyRing }, { partner: "ptn_tokens", credentials });
}

describe("createRedisTokenStore", () => {
  test("lets one of many callers fetch a token that all of them use", async () => {
    const credentials = randomUUID();
    let fetched = 0;
    const fetchToken = async () => {
      fetched += 1;
      return { kind: "done", value: { token: `t${fetched}`, lifetimeMs: hourMs } } as const;
    };
    const sources = Array.from({ length: 8 }, () =>
      createTokenSource(openStore(credentials), fetchToken),
    );
    const first = await Promise.all(sources.map((source) => source.get()));
    expect(new Set(first.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(fetched).toBe(1);
    const renewed = await Promise.all(sources.map((source) => source.renew("t1")));
    expect(renewed).toEqual(sources.map(() => ({ kind: "done", value: "t2" })));
    expect(fetched).toBe(2);
  });

  test("keeps no token that is about to end, and none in the clear", async () => {
    const credentials = randomUUID();
    const store = openStore(credentials);
    const short = createTokenSource(store, async () => ({
      kind: "done",
      value: { token: "short", lifetimeMs: 1_000 },
    }));
    expect(await short.get()).toEqual({ kind: "done", value: "short" });
    expect(await store.read()).toBeUndefined();
    await store.write("a-secret-token", hourMs);
    const kept = await redis.getBuffer(`partner:ptn_tokens:supplier-token:${credentials}`);
    expect(kept?.includes("a-secret-token")).toBe(false);
    expect(await store.read()).toBe("a-secret-token");
  });

  test("lets go of its lock after a fault, and not of another's", async () => {
    const credentials = randomUUID();
    const store = openStore(credentials);
    const lockKey = `partner:ptn_tokens:supplier-token:${credentials}:lock`;
    await expect(store.withLock(async () => Promise.reject(new Error("down")))).rejects.toThrow(
      "down",
    );
    expect(await redis.get(lockKey)).toBeNull();
    await store.withLock(async () => redis.set(lockKey, "another holder"));
    expect(await redis.get(lockKey)).toBe("another holder");
  });
});
