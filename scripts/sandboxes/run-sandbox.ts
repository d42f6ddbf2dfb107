/**
 * Runs a sandbox until this process is told to end; `start` says where it is and returns what ends
 * it, or nothing where there is none to run.
 */
export function runSandbox(start: () => Promise<(() => Promise<void>) | undefined>): void {
  run(start).catch(fail);
}

async function run(start: Parameters<typeof runSandbox>[0]): Promise<void> {
  const stop = await start();
  if (stop !== undefined) endOnSignal(stop);
}

function endOnSignal(stop: () => Promise<void>): void {
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    stop().catch(fail);
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}

function fail(error: unknown): void {
  console.error(error);
  process.exitCode = 1;
}
