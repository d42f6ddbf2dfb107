import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Connection } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { createDirectories, toDataDirectory } from "../../scripts/stack/data-directory";
import { databaseProcess } from "../../scripts/stack/database-service";
import { ensureSome } from "../../scripts/stack/ensure-binaries";
import { initialiseDatabase } from "../../scripts/stack/initialise-database";
import { createNursery } from "../../scripts/stack/nursery";
import { poll } from "../../scripts/stack/poll";
import { claimPort } from "../../scripts/stack/ports";
import type { ProcessSpec } from "../../scripts/stack/process-spec";
import { loadSecrets } from "../../scripts/stack/secrets";
import type { ServiceContext } from "../../scripts/stack/service-context";
import { testEnvironment } from "./environment";

const startMs = 60_000;

export interface OwnDatabase {
  readonly port: number;
  readonly rootPassword: string;
  /** Of the application's user, for `localhost`, with options for its end. */
  url(options?: string): string;
  migrationUrl(): string;
  /** Over the socket, past all that the network asks for. */
  asRoot(): Promise<Connection>;
  stop(): Promise<void>;
}

/** A database server of one test, of the engine under test, with further arguments. */
export async function startOwnDatabase(args: readonly string[]): Promise<OwnDatabase> {
  const { isMysql } = testEnvironment();
  const engine = isMysql ? "mysql" : "mariadb";
  const { context, claim, close } = await prepare("mysql", engine);
  await initialiseDatabase(engine, context);
  const spec = databaseProcess(engine, claim.port, context);
  const { socket: socketPath } = context.directory;
  const { databaseRootPassword: rootPassword, ...secrets } = context.secrets;
  const asRoot = () => createConnection({ socketPath, user: "root", password: rootPassword });
  await claim.open();
  const child = await launch({ ...spec, args: [...spec.args, ...args] }, async () => {
    const connection = await asRoot();
    await connection.end();
  });
  const url = (user: string, password: string) =>
    `mysql://${user}:${password}@localhost:${claim.port}/travobooks`;
  return {
    port: claim.port,
    rootPassword,
    url: (options = "") => url("travobooks_app", secrets.databaseApplicationPassword) + options,
    migrationUrl: () => url("travobooks_migration", secrets.databaseMigrationPassword),
    asRoot,
    stop: async () => {
      await end(child);
      await close();
    },
  };
}

export interface OwnServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface OwnRedis extends OwnServer {
  /** SIGKILL: connections are reset, and new ones refused. */
  crash(): Promise<void>;
  /** After a crash, at the same port, with nothing of what it held. */
  start(): Promise<void>;
  /** SIGSTOP: connections stand, and nothing is answered. */
  pause(): void;
  resume(): void;
}

/** A Redis server of one test; `args` may say `{port}`, and `check` throws until it serves. */
export async function startOwnRedis(
  args: string,
  check: (port: number) => Promise<void>,
): Promise<OwnRedis> {
  const { context, claim, close } = await prepare("redis", "mariadb");
  await claim.open();
  const spec = {
    name: "redis",
    command: context.binary.command,
    args: [
      ...context.binary.leadingArgs,
      ...args.replace("{port}", String(claim.port)).split(" "),
      "--save",
      "",
    ],
    cwd: context.directory.redis,
    logFile: "",
  };
  const start = () => launch(spec, () => check(claim.port));
  let child = await start();
  return {
    port: claim.port,
    crash: () => end(child),
    start: async () => {
      child = await start();
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    stop: async () => {
      await end(child);
      await close();
    },
  };
}

async function prepare(service: "mysql" | "redis", database: "mysql" | "mariadb") {
  const root = await mkdtemp(join(tmpdir(), "travobooks-own-"));
  const directory = toDataDirectory(root);
  await createDirectories(directory);
  const { signal } = new AbortController();
  const nursery = createNursery();
  const binaryOf = await ensureSome([service], { database, signal });
  const context: ServiceContext = {
    binary: binaryOf(service),
    directory,
    secrets: await loadSecrets(directory.secretsFile),
    nursery,
    tuning: { fast: true, bufferPoolMb: 32 },
    progress: () => undefined,
    signal,
  };
  const claim = await claimPort(24_000 + Number(process.env["JEST_WORKER_ID"]) * 500);
  return {
    context,
    claim,
    close: async () => {
      await nursery.close();
      await claim.release();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function launch(spec: ProcessSpec, check: () => Promise<void>): Promise<ChildProcess> {
  const { command, args, cwd, env } = spec;
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  try {
    await poll(
      async () => {
        if (child.exitCode === null) return check();
        throw new Error(`it ended with ${child.exitCode}`);
      },
      { timeoutMs: startMs },
    );
    return child;
  } catch (error) {
    await end(child);
    throw new Error(`${spec.name} does not serve: ${said}`, { cause: error });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
