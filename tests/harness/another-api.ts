import { createApp } from "../../api/app";
import { openRedis } from "../../db/redis";
import { createAuthServices } from "../../services/auth/auth-services";
import { createAccessCache } from "../../services/role/access-cache";
import { testEnvironment } from "./environment";
import type { TestApp } from "./test-app";

export interface AnotherApi extends Pick<TestApp, "request"> {
  close(): void;
}

/** The API a second time, as in another process: nothing that one remembers is known to the other. */
export function startAnotherApi(
  { dependencies }: Pick<TestApp, "dependencies">,
  options: { readonly redisUrl?: string; readonly accessAgeMaxMs?: number } = {},
): AnotherApi {
  const { redisUrl = testEnvironment().redisUrl, accessAgeMaxMs } = options;
  const redis = openRedis(redisUrl);
  redis.on("error", () => {});
  const access = createAccessCache(
    redis,
    accessAgeMaxMs === undefined ? {} : { ageMaxMs: accessAgeMaxMs },
  );
  const app = createApp({
    ...dependencies,
    redis,
    access,
    auth: createAuthServices({
      ...dependencies,
      redis,
      access,
      publicUrl: dependencies.settings.publicUrl,
    }),
  });
  return {
    request: (path, init) => Promise.resolve(app.request(path, init)),
    close: () => redis.disconnect(),
  };
}
