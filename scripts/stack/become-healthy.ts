import type { Exit, RunningProcess } from "./nursery";
import { poll } from "./poll";
import type { ProcessSpec } from "./process-spec";
import { groupListensOn } from "./process-table";
import { errorCause, toMessage } from "./stack-error";

const startTimeoutMsDefault = 60_000;

/** Resolves with undefined once healthy, or with why that did not come to pass. */
export async function becomeHealthy(
  spec: ProcessSpec,
  running: RunningProcess,
  session: AbortSignal,
): Promise<string | undefined> {
  const over = new AbortController();
  const exit = running.exited.then(describeExit);
  const timeoutMs = spec.startTimeoutMs ?? startTimeoutMsDefault;
  const signal = AbortSignal.any([over.signal, session]);
  const healthy = poll(async () => checkHealth(spec, running), { timeoutMs, signal }).then(
    () => undefined,
    (error: unknown) => `was not ready ${explainPoll(error)}`,
  );
  const outcome = await Promise.race([exit, healthy]);
  over.abort();
  return outcome;
}

async function checkHealth(spec: ProcessSpec, running: RunningProcess): Promise<void> {
  await spec.check?.();
  for (const port of spec.ports ?? []) {
    if (groupListensOn(running.pid, port) === false) {
      throw new Error(`it does not listen on port ${port}`);
    }
  }
}

export function describeExit({ code, signal }: Exit): string {
  return signal ? `was ended by ${signal}` : `exited with code ${code}`;
}

function explainPoll(error: unknown): string {
  const cause = errorCause(error);
  return cause === undefined ? "" : `${toMessage(error)}: ${toMessage(cause)}`;
}
