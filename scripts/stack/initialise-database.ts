import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
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
  if (engine === "mysql") await build(engine, mysqlCommand(building, context), context);
  else {
    await withPlainPath(building, async (path) => {
      await build(engine, mariadbCommand(path, context), context);
    });
  }
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

type Command = { command: string; args: readonly string[] };

async function build(
  engine: DatabaseEngine,
  command: Command,
  { directory, nursery, signal }: ServiceContext,
): Promise<void> {
  await runStep(
    {
      ...command,
      name: `initialising ${engine}`,
      env: serverEnvironment(directory),
      logFile: directory.log("mysql"),
      signal,
    },
    nursery,
  );
}

function mysqlCommand(building: string, { binary }: ServiceContext): Command {
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

function mariadbCommand(building: string, { binary }: ServiceContext): Command {
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
    // As root the script else gives a folder of the packaged server to the user named above.
    "--rpm",
  ];
  return { command: script.command, args };
}

/** MariaDB's script does not quote its paths: one with blanks or signs is reached by a plain link. */
async function withPlainPath(path: string, work: (path: string) => Promise<void>): Promise<void> {
  if (/^[\w./@+-]+$/.test(path)) {
    await work(path);
    return;
  }
  const link = join(tmpdir(), `travobooks-${randomUUID()}`);
  await symlink(dirname(path), link);
  try {
    await work(join(link, basename(path)));
  } finally {
    await rm(link);
  }
}
