import { mkdir, rename, symlink } from "node:fs/promises";
import { join } from "node:path";

import {
  cacheLink,
  type Candidate,
  type Link,
  pathLink,
  variableLink,
  verifyVersion,
  which,
} from "./find-binary";
import type { FindContext } from "./find-context";
import { installPackages } from "./install-apt";

const rule = {
  pattern: /(?:Redis|Valkey) server v=((\d+)\.(\d+)\S*)/,
  wanted: "a Redis server",
  major: 7,
  minor: 0,
};

export const redisAdvice = [
  "install it: apt-get install redis-server",
  "or point REDIS_SERVER at a redis-server binary",
];

export function redisLinks(context: FindContext): Link[] {
  const { env } = context;
  return [
    variableLink("REDIS_SERVER", env, verifyRedis),
    pathLink(["redis-server", "valkey-server"], env, [], verifyRedis),
    cacheLink(cachedPath(context), verifyRedis),
    { how: "apt-get", installs: true, attempt: async () => installRedis(context) },
  ];
}

/**
 * Debian's redis-tools holds the server too: one binary that acts by the name it is called.
 * The package redis-server would add only the name and a service, which we do not want.
 */
async function installRedis(context: FindContext): Promise<Candidate | string> {
  const refusal = await installPackages(["redis-tools"], context);
  if (refusal !== undefined) return refusal;
  const program = which("redis-check-rdb", context.env);
  if (!program) return "redis-tools was installed but holds no redis-check-rdb";
  const path = cachedPath(context);
  const temporary = `${path}.${process.pid}`;
  await mkdir(join(path, ".."), { recursive: true });
  await symlink(program, temporary);
  await rename(temporary, path);
  return verifyRedis(path);
}

async function verifyRedis(path: string): Promise<Candidate | string> {
  return verifyVersion(path, [], rule);
}

function cachedPath({ cacheDirectory }: FindContext): string {
  return join(cacheDirectory, "bin", "redis-server");
}
