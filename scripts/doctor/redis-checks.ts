import { openRedis } from "../../db/redis";
import type { Check, CheckAnswer } from "./check";
import { fail, ok } from "./check";
import type { Deployment } from "./deployment";

export const redisChecks: readonly Check[] = [
  { code: "STACK_REDIS_NOT_DURABLE", run: checkDurability },
  { code: "STACK_REDIS_EVICTS", run: checkEviction },
  { code: "STACK_REDIS_OPEN", run: checkPassword },
];

async function checkDurability(deployment: Deployment): Promise<CheckAnswer> {
  const { aof_enabled: isOn, aof_last_write_status: status } = await readInfo(
    deployment,
    "persistence",
  );
  if (isOn === "1" && status === "ok") return ok("The append-only file is on.");
  return fail(
    isOn === "1"
      ? `The append-only file cannot be written: ${status}.`
      : "There is no append-only file.",
    "Set appendonly yes and appendfsync everysec, and give it disk: sessions and limits are lost without.",
  );
}

async function checkEviction(deployment: Deployment): Promise<CheckAnswer> {
  const { maxmemory_policy: policy } = await readInfo(deployment, "memory");
  return policy === "noeviction"
    ? ok("maxmemory-policy is noeviction.")
    : fail(
        `Redis drops keys when it is full (${policy}): revocations and rate limits go with them.`,
        "Set maxmemory-policy noeviction.",
      );
}

/** Whether someone without the password gets an answer. */
async function checkPassword({ environment }: Deployment): Promise<CheckAnswer> {
  const url = new URL(environment["REDIS_URL"] ?? "");
  url.username = "";
  url.password = "";
  const stranger = openRedis(url.href);
  stranger.on("error", () => undefined);
  try {
    await stranger.ping();
    return fail("Redis answers without a password.", "Set requirepass, or users by ACL.");
  } catch (error) {
    if (error instanceof Error && /NOAUTH|WRONGPASS/.test(error.message)) {
      return ok("Redis asks for a password.");
    }
    throw error;
  } finally {
    stranger.disconnect();
  }
}

async function readInfo(
  { redis }: Deployment,
  section: string,
): Promise<Record<string, string | undefined>> {
  const text = await redis().info(section);
  return Object.fromEntries(
    [...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = "", value]) => [name, value]),
  );
}
