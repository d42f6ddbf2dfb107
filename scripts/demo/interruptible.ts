const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
// One Ctrl-C can arrive twice: from the terminal and again from npm.
const insistAfterMs = 1_500;

export interface Interruptible {
  readonly signal: AbortSignal;
  readonly happened: Promise<void>;
  release(): void;
}

/** The first signal asks for an orderly stop; a later one ends us, and the watchdog the rest. */
export function interruptible(): Interruptible {
  const controller = new AbortController();
  let firstAtMs = 0;
  const happened = new Promise<void>((resolve) => {
    controller.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const onSignal = () => {
    if (controller.signal.aborted && performance.now() - firstAtMs > insistAfterMs) {
      process.exit(130);
    }
    firstAtMs ||= performance.now();
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    happened,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
