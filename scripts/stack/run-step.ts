import { explainLog } from "./explain-log";
import type { Nursery } from "./nursery";
import { closeLog, type OpenLog, openLog, tailLog } from "./process-log";
import { StackError } from "./stack-error";

const progressEveryMs = 10_000;

export type StepSpec = {
  name: string;
  command: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  logFile: string;
  timeoutMs?: number;
  outlivesParent?: boolean;
  signal?: AbortSignal;
  /** Called every few seconds while it runs. */
  onProgress?: (progress: { elapsedMs: number; lastLine: string }) => void;
};

/** Runs a command to its end; throws with the end of its log unless it exits with 0. */
export async function runStep(spec: StepSpec, nursery: Nursery): Promise<void> {
  spec.signal?.throwIfAborted();
  const log = openLog(spec.logFile);
  const startedAtMs = performance.now();
  const ticker = setInterval(() => tick(spec, log, startedAtMs), progressEveryMs);
  try {
    const running = await nursery.launch({ ...spec, descriptor: log.descriptor });
    const timeout = AbortSignal.timeout(spec.timeoutMs ?? 2 ** 31 - 1);
    const ended = spec.signal ? AbortSignal.any([timeout, spec.signal]) : timeout;
    // What must outlive us must not be cut off by Ctrl-C either.
    const kill = () => (spec.outlivesParent ? undefined : running.killGroup());
    ended.addEventListener("abort", kill, { once: true });
    const exit = await running.exited;
    ended.removeEventListener("abort", kill);
    spec.signal?.throwIfAborted();
    if (exit.code === 0) return;
    const reason = timeout.aborted ? `took longer than ${spec.timeoutMs} ms` : "failed";
    throw new StackError(`${spec.name} ${reason}.\n${explainLog(log)}`);
  } finally {
    clearInterval(ticker);
    closeLog(log);
  }
}

function tick(spec: StepSpec, log: OpenLog, startedAtMs: number): void {
  const lastLine = tailLog(log, 1)[0]?.slice(0, 100) ?? "";
  spec.onProgress?.({ elapsedMs: Math.round(performance.now() - startedAtMs), lastLine });
}
