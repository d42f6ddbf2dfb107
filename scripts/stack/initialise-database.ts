import { existsSync } from "node:fs";
import { readdir, rename, rm, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename, dirname, join } from "node:path";

import { serverEnvironment } from "./environment";
import { findInstallScript } from "./find-mariadb";
import { runStep } from "./run-step";
import type { ServiceContext } from "./service-context";
import { StackError } from "./stack-error";
import type { DatabaseEngine } from "./stack-types";

const marker = "travobooks-initialised";

/**
 * Fills the data directory when there is none. It is built under another name and renamed when
 * complete, so an interrupted run leaves nothing that looks like a database.
 */
export async function initialiseDatabase(
  engine: DatabaseEngine,
  context: ServiceContext,
): Promise<void> {
  const target = context.directory.database(engine);
  const building = `${target}.initialising`;
  if (existsSync(join(target, marker))) return;
  await rm(building, { recursive: true, force: true });
  await setAside(target, context);
  context.progress({ kind: "progress", name: "mysql", text: "creating the data directory" });
  await runStep(
    {
      name: `initialising ${engine}`,
      ...(engine === "mysql" ? mysqlCommand(building, context) : mariadbCommand(building, context)),
      env: serverEnvironment(context.directory.root),
      logFile: context.directory.log("mysql"),
      signal: context.signal,
    },
    context.nursery,
  );
  await writeFile(join(building, marker), "");
  await rename(building, target);
}

// Without the marker it is none of ours or half of one; it is kept, since it may hold something.
async function setAside(target: string, context: ServiceContext): Promise<void> {
  if (!existsSync(target)) return;
  if ((await readdir(target)).length === 0) {
    await rm(target, { recursive: true });
    return;
  }
  const aside = `${basename(target)}.incomplete-${Date.now()}`;
  await rename(target, join(dirname(target), aside));
  const text = `${target} was not fully initialised: moved to ${aside}, starting with an empty one`;
  context.progress({ kind: "warning", name: "mysql", text });
}

function mysqlCommand(building: string, { binary }: ServiceContext) {
  const args = [
    ...binary.leadingArgs,
    "--no-defaults",
    ...binary.serverArgs,
    "--initialize-insecure",
    `--datadir=${building}`,
    `--user=${userInfo().username}`,
  ];
  return { command: binary.command, args };
}

function mariadbCommand(building: string, { binary }: ServiceContext) {
  const script = findInstallScript(binary.command, process.env);
  if (!script) throw new StackError(`mariadb-install-db is missing beside ${binary.command}.`);
  const user = userInfo().username;
  const args = [
    "--no-defaults",
    ...script.args,
    `--datadir=${building}`,
    `--user=${user}`,
    "--auth-root-authentication-method=socket",
    `--auth-root-socket-user=${user}`,
    "--skip-test-db",
    "--skip-name-resolve",
  ];
  return { command: script.command, args };
}
