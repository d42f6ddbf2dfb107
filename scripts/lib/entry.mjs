import { Explained, endCommands } from "./run-command.mjs";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs what a person has typed: whatever goes wrong is said in words, never as a stack trace, and
 * nothing that it started is left. `work` gets a function by which it takes over the signals.
 */
export async function runEntry(work) {
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  for (const signal of signals) process.on(signal, interrupt);
  const takeOverSignals = () => {
    for (const signal of signals) process.off(signal, interrupt);
  };
  try {
    process.exitCode = await work(takeOverSignals);
  } catch (error) {
    fail(error);
  }
}

let ending = false;

function interrupt() {
  if (ending) return;
  ending = true;
  endCommands().then(() => {
    process.stderr.write("\nInterrupted.\n");
    process.exit(130);
  });
}

function fail(error) {
  if (ending) return;
  ending = true;
  process.stderr.write(`\n${error instanceof Explained ? error.message : describe(error)}\n`);
  endCommands().then(() => process.exit(1));
}

function describe(error) {
  const message = error instanceof Error ? error.message : String(error);
  return `This should not have happened: ${message}`;
}
