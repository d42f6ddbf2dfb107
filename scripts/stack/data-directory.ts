import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

import { type HeldLock, tryLock } from "./kernel-lock";
import { StackError, toMessage } from "./stack-error";
import type { DatabaseEngine, Environment } from "./stack-types";

// The kernel allows 107 bytes in the path of a Unix socket.
const socketPathLengthMax = 100;

export type DataDirectory = {
  root: string;
  logs: string;
  redis: string;
  temporal: string;
  documents: string;
  sandboxAmadeus: string;
  sandboxSuppliers: string;
  mail: string;
  /** Not the machine's: a starting MariaDB removes other servers' temporary tables from there. */
  temporary: string;
  secretsFile: string;
  processesFile: string;
  runningFile: string;
  database(engine: DatabaseEngine): string;
  socket: string;
  log(name: string): string;
};

export type RunningStack = {
  pid: number;
  startedAt: string;
  environment: Environment;
  addresses: Environment;
};

export function toDataDirectory(directory: string): DataDirectory {
  const root = resolve(directory);
  return {
    root,
    logs: join(root, "logs"),
    redis: join(root, "redis"),
    temporal: join(root, "temporal"),
    documents: join(root, "documents"),
    sandboxAmadeus: join(root, "sandbox-amadeus"),
    sandboxSuppliers: join(root, "sandbox-suppliers"),
    mail: join(root, "mail"),
    temporary: join(root, "tmp"),
    secretsFile: join(root, "secrets.json"),
    processesFile: join(root, "processes.json"),
    runningFile: join(root, "running.json"),
    database: (engine) => join(root, engine),
    socket: toSocketPath(root),
    log: (name) => join(root, "logs", `${name}.log`),
  };
}

export async function createDirectories(directory: DataDirectory): Promise<void> {
  try {
    await makeAll(directory);
  } catch (error) {
    throw new StackError(
      `Cannot use ${directory.root} as data directory: ${toMessage(error)}. Take another --data-dir.`,
    );
  }
}

async function makeAll(directory: DataDirectory): Promise<void> {
  const { root, logs, redis, temporal, documents, mail, temporary } = directory;
  const { sandboxAmadeus, sandboxSuppliers } = directory;
  const sandboxes = [sandboxAmadeus, sandboxSuppliers];
  for (const path of [root, dirname(directory.socket)]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
  for (const path of [logs, redis, temporal, documents, ...sandboxes, mail, temporary]) {
    await mkdir(path, { recursive: true });
  }
}

/** Takes the data directory for this process, or says in one line who has it. */
export async function lockDataDirectory(directory: DataDirectory): Promise<HeldLock> {
  const lock = await tryLock(await lockName(directory.root));
  if (lock) return lock;
  const running = readRunning(directory);
  const who = running ? ` (process ${running.pid}, since ${running.startedAt})` : "";
  throw new StackError(
    `travoBooks already runs in ${directory.root}${who}: stop it first, or take another --data-dir.`,
  );
}

/** What a stack that runs in this directory has published; undefined when none does. */
export async function findRunningStack(dataDirectory: string): Promise<RunningStack | undefined> {
  const directory = toDataDirectory(dataDirectory);
  if (!existsSync(directory.root)) return undefined;
  const lock = await tryLock(await lockName(directory.root));
  if (!lock) return readRunning(directory);
  await lock.release();
  return undefined;
}

export async function publishRunning(
  directory: DataDirectory,
  running: RunningStack,
): Promise<void> {
  await writePrivate(directory.runningFile, running);
}

export async function withdrawRunning(directory: DataDirectory): Promise<void> {
  await rm(directory.runningFile, { force: true });
  const socketFolder = dirname(directory.socket);
  if (!socketFolder.startsWith(directory.root))
    await rm(socketFolder, { recursive: true, force: true });
}

/** Writes JSON that only its owner may read, whole or not at all. */
export async function writePrivate(file: string, content: unknown): Promise<void> {
  await writeFile(`${file}.tmp`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

// By device and inode, so that another spelling of the same path is the same directory.
async function lockName(root: string): Promise<string> {
  const { dev, ino } = await stat(root);
  return `data/${dev}/${ino}`;
}

function readRunning({ runningFile }: DataDirectory): RunningStack | undefined {
  try {
    const content: RunningStack = JSON.parse(readFileSync(runningFile, "utf8"));
    return content;
  } catch {
    return undefined;
  }
}

function toSocketPath(root: string): string {
  const path = join(root, "run", "database.sock");
  if (path.length <= socketPathLengthMax) return path;
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 16);
  return join(tmpdir(), `travobooks-${process.getuid?.() ?? 0}-${hash}`, "database.sock");
}
