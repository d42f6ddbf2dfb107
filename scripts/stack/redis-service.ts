import { writeFileSync } from "node:fs";
import { join } from "node:path";

import Redis from "ioredis";

import { serverEnvironment } from "./environment";
import type { ProcessSpec } from "./process-spec";
import type { ServiceContext } from "./service-context";

/** The private Redis server, with an append-only file. */
export function redisProcess(port: number, context: ServiceContext): ProcessSpec {
  const { binary, directory, secrets, progress } = context;
  return {
    name: "redis",
    command: binary.command,
    args: [...binary.leadingArgs, writeConfiguration(port, context)],
    cwd: directory.redis,
    env: serverEnvironment(directory),
    logFile: directory.log("redis"),
    ports: [port],
    check: async () => ping(port, secrets.redisPassword),
    onEvent: progress,
  };
}

// A file and not arguments: everyone on the machine can read the arguments of a process.
function writeConfiguration(port: number, { directory, secrets, tuning }: ServiceContext): string {
  const file = join(directory.redis, "redis.conf");
  const lines = [
    "bind 127.0.0.1",
    `port ${port}`,
    "daemonize no",
    `requirepass ${secrets.redisPassword}`,
    "appendonly yes",
    `appendfsync ${tuning.fast ? "no" : "everysec"}`,
    'save ""',
    "dir .",
    "maxmemory-policy noeviction",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

async function ping(port: number, password: string): Promise<void> {
  const client = new Redis({
    host: "127.0.0.1",
    port,
    password,
    lazyConnect: true,
    connectTimeout: 2_000,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
