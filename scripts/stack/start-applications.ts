import { existsSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";

import { claimPort, type PortClaim } from "./ports";
import type { ProcessSpec } from "./process-spec";
import { projectRoot } from "./project-root";
import { runStep } from "./run-step";
import { StackError } from "./stack-error";
import type { StackRun } from "./stack-run";
import type { ApplicationSpec, Environment, PortName } from "./stack-types";
import { supervise } from "./supervise";

const healthTimeoutMs = 2_000;
const applicationPorts: readonly PortName[] = [
  "api",
  "apiAdmin",
  "workerAdmin",
  "messagingAdmin",
  "booksAdmin",
  "amadeusSandbox",
  "sabreSandbox",
  "ndcSandbox",
  "lccSandbox",
  "hotelbedsSandbox",
  "rateFeedSandbox",
  "openIdSandbox",
  "sftpSandbox",
  "sftpSandboxControl",
  "smtp",
  "smtpControl",
];

/** Chooses the applications' ports early: their addresses are part of everybody's environment. */
export async function claimApplicationPorts(run: StackRun): Promise<void> {
  const used = new Set(run.settings.applications.flatMap(({ ports }) => ports ?? []));
  for (const name of applicationPorts) {
    const claim = await claimPort(run.settings.wantedPorts[name]);
    run.claims.set(name, claim);
    // A port of no application of ours is for the caller to listen on.
    if (!used.has(name)) await claim.open();
  }
}

/** Runs the steps and starts the applications one after the other, each when the last is healthy. */
export async function startApplications(run: StackRun, environment: Environment): Promise<void> {
  for (const application of run.settings.applications) {
    run.signal.throwIfAborted();
    const env = toEnv(application, environment);
    if (application.runToCompletion) await runApplication(run, application, env);
    else await startApplication(run, application, environment, env);
  }
}

async function runApplication(
  run: StackRun,
  application: ApplicationSpec,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { name } = application;
  const startedAtMs = performance.now();
  run.settings.progress({ kind: "progress", name, text: "running" });
  await runStep(
    {
      ...toCommand(application),
      name,
      env,
      logFile: run.directory.log(name),
      signal: run.signal,
      ...(application.startTimeoutMs ? { timeoutMs: application.startTimeoutMs } : {}),
    },
    run.nursery,
  );
  const elapsedMs = Math.round(performance.now() - startedAtMs);
  run.settings.progress({ kind: "ready", name, text: "is done", elapsedMs });
}

async function startApplication(
  run: StackRun,
  application: ApplicationSpec,
  environment: Environment,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const claims = (application.ports ?? []).flatMap((port) => run.claims.get(port) ?? []);
  const spec = toProcessSpec(run, application, environment, env, claims);
  const process = supervise(spec, run.nursery);
  run.processes.set(process.name, process);
  for (const claim of claims) await claim.open();
  run.signal.throwIfAborted();
  await process.start();
}

function toProcessSpec(
  run: StackRun,
  application: ApplicationSpec,
  environment: Environment,
  env: NodeJS.ProcessEnv,
  claims: readonly PortClaim[],
): ProcessSpec {
  const { name, healthUrl, startTimeoutMs, stopTimeoutMs } = application;
  const url = typeof healthUrl === "function" ? healthUrl(environment) : healthUrl;
  return {
    ...toCommand(application),
    name,
    env,
    logFile: run.directory.log(name),
    ports: claims.map(({ port }) => port),
    onEvent: run.settings.progress,
    ...(url === undefined ? {} : { check: async () => answers(url) }),
    ...(startTimeoutMs === undefined ? {} : { startTimeoutMs }),
    ...(stopTimeoutMs === undefined ? {} : { stopTimeoutMs }),
  };
}

function toCommand({ name, command, args, cwd = projectRoot() }: ApplicationSpec) {
  const entry = args[0];
  if (command === undefined && entry !== undefined && !entry.startsWith("-")) {
    const file = isAbsolute(entry) ? entry : join(cwd, entry);
    if (!existsSync(file)) {
      const shown = relative(cwd, file);
      throw new StackError(
        `${name} cannot start: ${shown} is missing. Run \`npm run build\` first.`,
      );
    }
  }
  return { command: command ?? process.execPath, args, cwd };
}

function toEnv(application: ApplicationSpec, environment: Environment): NodeJS.ProcessEnv {
  const { env } = application;
  const own = typeof env === "function" ? env(environment) : env;
  return { ...process.env, ...environment, ...own };
}

async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(healthTimeoutMs) });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status} ${body.slice(0, 200)}`);
}
