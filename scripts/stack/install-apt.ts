import { join } from "node:path";

import { capture } from "./capture";
import { which } from "./find-binary";
import type { FindContext } from "./find-context";
import { withLock } from "./kernel-lock";
import { runStep } from "./run-step";
import { toMessage } from "./stack-error";

const lockTimeoutSeconds = 300;

/**
 * Installs Debian packages; returns undefined on success, else why not.
 * Only packages without a service are asked for, so nothing is started or left in the way.
 */
export async function installPackages(
  packages: readonly string[],
  context: FindContext,
): Promise<string | undefined> {
  if (!context.nursery) return "not asked to install";
  const aptGet = which("apt-get", context.env);
  if (!aptGet) return "this machine has no apt-get";
  const prefix = await rootPrefix(context);
  if (!prefix) return "needs root, or sudo without a password";
  const command = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", aptGet];
  return withLock("apt", async () => {
    const update = await runApt([...command, "update"], "apt-get update", context);
    const install = await runApt(
      [...command, ...installArgs(packages)],
      `apt-get install ${packages.join(" ")}`,
      context,
    );
    return install === undefined ? undefined : [update, install].filter(Boolean).join("\n");
  });
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function rootPrefix(context: FindContext): Promise<string[] | undefined> {
  if (isRoot()) return [];
  const sudo = which("sudo", context.env);
  if (!sudo) return undefined;
  return (await capture(sudo, ["-n", "true"])).ok ? [sudo, "-n"] : undefined;
}

function installArgs(packages: readonly string[]): string[] {
  return [
    "install",
    "-y",
    "--no-install-recommends",
    // Never at the price of something of the user's, such as a MySQL that MariaDB conflicts with.
    "--no-remove",
    "-o",
    `DPkg::Lock::Timeout=${lockTimeoutSeconds}`,
    ...packages,
  ];
}

async function runApt(
  [command = "", ...args]: readonly string[],
  name: string,
  context: FindContext,
): Promise<string | undefined> {
  if (!context.nursery) return "not asked to install";
  context.progress({ kind: "progress", name: "install", text: name });
  try {
    await runStep(
      {
        name,
        command,
        args,
        env: context.env,
        logFile: join(context.cacheDirectory, "logs", "apt.log"),
        outlivesParent: true,
        onProgress: ({ elapsedMs, lastLine }) =>
          context.progress({ kind: "progress", name: "install", text: lastLine, elapsedMs }),
        ...(context.signal ? { signal: context.signal } : {}),
      },
      context.nursery,
    );
    return undefined;
  } catch (error) {
    context.signal?.throwIfAborted();
    return toMessage(error);
  }
}
