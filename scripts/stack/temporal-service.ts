import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";

import { serverEnvironment, temporalNamespace } from "./environment";
import type { ProcessSpec } from "./process-spec";
import type { ServiceContext } from "./service-context";
import { historyAnswers, searchAttributes } from "./temporal-namespaces";

const databaseFile = "temporal.db";
const marker = "travobooks-initialised";

// The stock limits round every hop up to 50 ms; with these a workflow of three activities takes 75 instead of 350.
// An eleventh update at once, of the stock ten, is refused and drops the ten: their callers wait in vain.
const dynamicConfig = {
  "history.transferProcessorMaxPollRPS": 5000,
  "history.timerProcessorMaxPollRPS": 5000,
  "history.visibilityProcessorMaxPollRPS": 2000,
  "history.maxInFlightUpdates": 1000,
  "system.enableActivityEagerExecution": true,
  "matching.numTaskqueueReadPartitions": 1,
  "matching.numTaskqueueWritePartitions": 1,
  "frontend.enableExecuteMultiOperation": true,
  "frontend.enableUpdateWorkflowExecution": true,
  "frontend.enableUpdateWorkflowExecutionAsyncAccepted": true,
};

export type TemporalArguments = {
  port: number;
  /** Absent: no Web UI. */
  uiPort?: number;
  uiCodecEndpoint?: string;
  namespaces: readonly string[];
};

/** Temporal's server with a SQLite file. */
export function temporalProcess(
  { port, uiPort, uiCodecEndpoint, namespaces }: TemporalArguments,
  context: ServiceContext,
): ProcessSpec {
  const { binary, directory, tuning, progress } = context;
  const synchronous = tuning.temporalSynchronous ?? (tuning.fast ? "OFF" : "FULL");
  return {
    name: "temporal",
    command: binary.command,
    args: [
      ...binary.leadingArgs,
      "server",
      "start-dev",
      "--log-level=error",
      "--ip=127.0.0.1",
      `--port=${port}`,
      uiPort === undefined ? "--headless" : `--ui-port=${uiPort}`,
      ...(uiCodecEndpoint === undefined ? [] : [`--ui-codec-endpoint=${uiCodecEndpoint}`]),
      // A bare name: the server puts the path into a URL unescaped.
      `--db-filename=${databaseFile}`,
      "--sqlite-pragma=journal_mode=WAL",
      `--sqlite-pragma=synchronous=${synchronous}`,
      ...namespaces.map((name) => `--namespace=${name}`),
      ...pairs("--search-attribute", searchAttributes),
      ...pairs("--dynamic-config-value", dynamicConfig),
    ],
    cwd: directory.temporal,
    env: serverEnvironment(directory),
    logFile: directory.log("temporal"),
    ports: uiPort === undefined ? [port] : [port, uiPort],
    check: async () => {
      await untilOpen(port);
      await historyAnswers(`127.0.0.1:${port}`, temporalNamespace);
    },
    onEvent: progress,
  };
}

/**
 * Removes the file of a run that died while it created the schema: the server would take it as
 * complete. It never was up, so it holds nothing.
 */
export async function removeIncompleteTemporal({
  directory,
  progress,
}: ServiceContext): Promise<void> {
  const file = join(directory.temporal, databaseFile);
  if (existsSync(join(directory.temporal, marker)) || !existsSync(file)) return;
  const text = "an earlier run was interrupted before its database was complete: making a new one";
  progress({ kind: "warning", name: "temporal", text });
  for (const suffix of ["", "-wal", "-shm", "-journal"]) await rm(file + suffix, { force: true });
}

export async function markTemporalComplete({ directory }: ServiceContext): Promise<void> {
  await writeFile(join(directory.temporal, marker), "");
}

function pairs(flag: string, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).map(([key, value]) => `${flag}=${key}=${String(value)}`);
}

// gRPC backs off for a second after a refused connection; asking TCP first costs nothing.
async function untilOpen(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
  });
}
