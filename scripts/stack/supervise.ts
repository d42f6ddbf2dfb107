import { EventEmitter } from "node:events";

import { becomeHealthy, describeExit } from "./become-healthy";
import { explainLog } from "./explain-log";
import type { Nursery, RunningProcess } from "./nursery";
import { pause } from "./poll";
import { closeLog, type OpenLog, openLog } from "./process-log";
import type { ProcessSpec } from "./process-spec";
import { StackError, toMessage } from "./stack-error";

const stopTimeoutMsDefault = 15_000;
const restartDelayMsMin = 100;
const restartDelayMsMax = 5_000;
const steadyAfterMs = 10_000;
const harmlessSignals: ReadonlySet<NodeJS.Signals> = new Set([
  "SIGSTOP",
  "SIGCONT",
  "SIGHUP",
  "SIGUSR1",
  "SIGUSR2",
]);

export type ProcessPhase = "stopped" | "starting" | "up" | "restarting" | "failed";

export type SupervisedProcess = {
  readonly name: string;
  readonly phase: ProcessPhase;
  readonly pid: number | undefined;
  readonly restarts: number;
  readonly logFile: string;
  /** Starts it if it is down; resolves when it is healthy. */
  start(): Promise<void>;
  /** Resolves when it is healthy, also after a restart that is under way. */
  waitUntilHealthy(): Promise<void>;
  /**
   * Sends a signal (SIGKILL by default); resolves when the process has died, or at once for a
   * signal that does not end it. With `hold` it stays down until `start()`, else it is restarted.
   */
  kill(signal?: NodeJS.Signals, options?: { hold?: boolean }): Promise<void>;
  /** Asks it to end, insists with SIGKILL after the stop timeout, and keeps it down. */
  stop(): Promise<void>;
};

type State = {
  readonly spec: ProcessSpec;
  readonly nursery: Nursery;
  readonly changes: EventEmitter;
  phase: ProcessPhase;
  running: RunningProcess | undefined;
  restarts: number;
  failure: StackError | undefined;
  loop: Promise<void>;
  /** From a start to the stop that ends it; aborted while the process is not wanted. */
  session: AbortController;
};

type Life = { wasHealthy: boolean; upMs: number; reason: string; log: OpenLog };

/** Manages one child process: starts it, waits for health, restarts it with back-off, stops it. */
export function supervise(spec: ProcessSpec, nursery: Nursery): SupervisedProcess {
  const state: State = {
    spec,
    nursery,
    changes: new EventEmitter().setMaxListeners(0),
    phase: "stopped",
    running: undefined,
    restarts: 0,
    failure: undefined,
    loop: Promise.resolve(),
    session: abortedController(),
  };
  return {
    name: spec.name,
    logFile: spec.logFile,
    get phase() {
      return state.phase;
    },
    get pid() {
      return state.running?.pid;
    },
    get restarts() {
      return state.restarts;
    },
    start: async () => start(state),
    waitUntilHealthy: async () => waitUntilHealthy(state),
    kill: async (signal = "SIGKILL", options = {}) => kill(state, signal, options),
    stop: async () => stop(state),
  };
}

async function start(state: State): Promise<void> {
  if (state.session.signal.aborted) {
    const session = new AbortController();
    const previous = state.loop;
    state.session = session;
    state.failure = undefined;
    setPhase(state, "starting");
    state.loop = previous.then(async () => run(state, session));
  }
  await waitUntilHealthy(state);
}

async function waitUntilHealthy(state: State): Promise<void> {
  for (;;) {
    if (state.phase === "up") return;
    if (state.failure) throw state.failure;
    if (state.session.signal.aborted) throw new StackError(`${state.spec.name} is stopped.`);
    await new Promise((resolve) => state.changes.once("phase", resolve));
  }
}

async function kill(
  state: State,
  signal: NodeJS.Signals,
  { hold = false }: { hold?: boolean },
): Promise<void> {
  const running = state.running;
  if (hold) endSession(state);
  if (!running && !hold) throw new StackError(`${state.spec.name} is not running.`);
  running?.signal(signal);
  if (harmlessSignals.has(signal)) return;
  await running?.exited;
  if (hold) await state.loop;
}

async function stop(state: State): Promise<void> {
  endSession(state);
  const running = state.running;
  if (running) {
    running.signal(state.spec.stopSignal ?? "SIGTERM");
    // A process that a fault test has paused would otherwise never see the signal above.
    running.signal("SIGCONT");
    const timeoutMs = state.spec.stopTimeoutMs ?? stopTimeoutMsDefault;
    const insist = setTimeout(() => running.killGroup(), timeoutMs);
    await running.exited;
    clearTimeout(insist);
  }
  await state.loop;
}

function endSession(state: State): void {
  state.session.abort();
  state.changes.emit("phase");
}

async function run(state: State, session: AbortController): Promise<void> {
  const { signal } = session;
  let quickDeaths = 0;
  let everHealthy = false;
  setPhase(state, "starting");
  try {
    while (!signal.aborted) {
      const life = await live(state, signal);
      if (signal.aborted) break;
      everHealthy ||= life.wasHealthy;
      if (!everHealthy) throw toStartFailure(state, life);
      quickDeaths = life.upMs < steadyAfterMs ? quickDeaths + 1 : 0;
      await backOff(state, life, quickDeaths, signal);
    }
  } catch (error) {
    if (!signal.aborted) state.failure = toFailure(state, error);
    session.abort();
  }
  if (state.session === session) setPhase(state, state.failure ? "failed" : "stopped");
}

/** One run of the program, from its launch until it has exited. */
async function live(state: State, signal: AbortSignal): Promise<Life> {
  const { spec, nursery } = state;
  const log = openLog(spec.logFile);
  try {
    const running = await nursery.launch({ ...spec, descriptor: log.descriptor });
    const startedAtMs = performance.now();
    let upAtMs: number | undefined;
    state.running = running;
    const gone = running.exited.then((exit) => {
      state.running = undefined;
      if (state.phase === "up") setPhase(state, signal.aborted ? "stopped" : "restarting");
      return describeExit(exit);
    });
    if (signal.aborted) running.killGroup();
    const unhealthy = await becomeHealthy(spec, running, signal);
    if (unhealthy === undefined) {
      upAtMs = performance.now();
      setPhase(state, "up");
      report(state, "ready", "is up", Math.round(upAtMs - startedAtMs));
    } else if (!signal.aborted) {
      running.killGroup();
    }
    const exit = await gone;
    const upMs = upAtMs === undefined ? 0 : performance.now() - upAtMs;
    return { wasHealthy: upAtMs !== undefined, upMs, reason: unhealthy ?? exit, log };
  } finally {
    closeLog(log);
  }
}

async function backOff(
  state: State,
  life: Life,
  quickDeaths: number,
  signal: AbortSignal,
): Promise<void> {
  const delayMs = Math.min(
    restartDelayMsMin * 2 ** Math.max(0, quickDeaths - 1),
    restartDelayMsMax,
  );
  state.restarts += 1;
  report(state, "restarting", `${life.reason}; restart ${state.restarts} in ${delayMs} ms`);
  await pause(delayMs, signal);
}

function setPhase(state: State, phase: ProcessPhase): void {
  state.phase = phase;
  state.changes.emit("phase");
}

function report(
  state: State,
  kind: "ready" | "restarting",
  text: string,
  elapsedMs?: number,
): void {
  const { name, onEvent } = state.spec;
  onEvent?.({ kind, name, text, ...(elapsedMs === undefined ? {} : { elapsedMs }) });
}

function toStartFailure(state: State, life: Life): StackError {
  return new StackError(
    `${state.spec.name} did not start: it ${life.reason}.\n${explainLog(life.log)}`,
  );
}

function toFailure({ spec }: State, error: unknown): StackError {
  if (error instanceof StackError) return error;
  return new StackError(`${spec.name} could not be started: ${toMessage(error)}`, { cause: error });
}

function abortedController(): AbortController {
  const controller = new AbortController();
  controller.abort();
  return controller;
}
