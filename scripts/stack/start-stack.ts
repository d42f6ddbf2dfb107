import {
  createDirectories,
  type DataDirectory,
  lockDataDirectory,
  publishRunning,
  toDataDirectory,
  withdrawRunning,
} from "./data-directory";
import { buildAddresses, buildEnvironment } from "./environment";
import type { HeldLock } from "./kernel-lock";
import { createNursery } from "./nursery";
import { clearLeftovers } from "./process-record";
import { loadSecrets } from "./secrets";
import { StackError } from "./stack-error";
import { chosenPorts, type StackRun, toEnvironmentSource, toSettings } from "./stack-run";
import {
  type DatabaseAccess,
  type Environment,
  serviceNames,
  type Stack,
  type StackOptions,
} from "./stack-types";
import { claimApplicationPorts, startApplications } from "./start-applications";
import { startInfrastructure } from "./start-infrastructure";

const dataDirectoryDefault = ".travobooks";

type Opened = { run: StackRun; halt: AbortController; lock: HeldLock };

/** Starts the services, then the applications; rejects with everything stopped again. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const opened = await open(options);
  const { run } = opened;
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    stopping ??= close(opened);
    await stopping;
  };
  run.signal.addEventListener("abort", () => void stop(), { once: true });
  try {
    run.signal.throwIfAborted();
    await claimApplicationPorts(run);
    await startInfrastructure(run, opened.halt);
    const environment = buildEnvironment(toEnvironmentSource(run));
    await publish(run, environment);
    await startApplications(run, environment);
    run.signal.throwIfAborted();
    return toStack(run, environment, stop);
  } catch (error) {
    const interrupted = options.signal?.aborted ?? false;
    await stop();
    throw interrupted ? new StackError("Interrupted.") : error;
  }
}

async function open(options: StackOptions): Promise<Opened> {
  if (process.platform !== "linux") {
    throw new StackError(`The stack needs Linux (or WSL), and this is ${process.platform}.`);
  }
  const directory = toDataDirectory(options.dataDirectory ?? dataDirectoryDefault);
  await createDirectories(directory);
  const lock = await lockDataDirectory(directory);
  try {
    const settings = toSettings(options);
    await clearOldProcesses(directory, settings.progress);
    const halt = new AbortController();
    const signals = [halt.signal, ...(options.signal ? [options.signal] : [])];
    const run: StackRun = {
      directory,
      settings,
      secrets: await loadSecrets(directory.secretsFile),
      nursery: createNursery(directory.processesFile),
      signal: AbortSignal.any(signals),
      processes: new Map(),
      claims: new Map(),
    };
    return { run, halt, lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function clearOldProcesses(
  directory: DataDirectory,
  progress: StackRun["settings"]["progress"],
): Promise<void> {
  const count = await clearLeftovers(directory.processesFile);
  if (count === 0) return;
  const text = `ended ${count} processes that an earlier run had left behind`;
  progress({ kind: "warning", name: "stack", text });
}

/** Applications in the reverse order of their start, then the services side by side. */
async function close({ run, halt, lock }: Opened): Promise<void> {
  halt.abort();
  const processes = [...run.processes.values()];
  const services = new Set<string>(serviceNames);
  for (const process of processes.toReversed().filter(({ name }) => !services.has(name))) {
    await process.stop();
  }
  await Promise.all(processes.map(async (process) => process.stop()));
  await run.nursery.close();
  for (const claim of run.claims.values()) await claim.release();
  await withdrawRunning(run.directory);
  await lock.release();
}

async function publish(run: StackRun, environment: Environment): Promise<void> {
  await publishRunning(run.directory, {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    environment,
    addresses: buildAddresses(toEnvironmentSource(run)),
  });
}

function toStack(run: StackRun, environment: Environment, stop: () => Promise<void>): Stack {
  return {
    dataDirectory: run.directory.root,
    environment,
    addresses: buildAddresses(toEnvironmentSource(run)),
    ports: chosenPorts(run),
    database: toDatabaseAccess(run),
    process: (name) => {
      const found = run.processes.get(name);
      if (found) return found;
      const names = [...run.processes.keys()].join(", ");
      throw new StackError(`No process ${name} in this stack; there are ${names}.`);
    },
    processes: () => [...run.processes.values()],
    stop,
  };
}

function toDatabaseAccess(run: StackRun): DatabaseAccess | undefined {
  const { settings, directory, secrets } = run;
  if (!settings.services.includes("mysql")) return undefined;
  return {
    engine: settings.database,
    port: chosenPorts(run).mysql,
    socketPath: directory.socket,
    rootPassword: secrets.databaseRootPassword,
  };
}
