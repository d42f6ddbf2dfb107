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
  try {
    process.exitCode = await work(releaseSignals);
  } catch (error) {
    fail(error);
  }
}

function releaseSignals() {
  for (const signal of signals) process.off(signal, interrupt);
}

let ending = false;

function interrupt() {
  end("Interrupted.", 130);
}

function fail(error) {
  end(error instanceof Explained ? error.message : describe(error), 1);
}

function end(message, code) {
  if (ending) return;
  ending = true;
  void endCommands().finally(() => {
    process.stderr.write(`\n${message}\n`);
    process.exit(code);
  });
}

function describe(error) {
  const message = error instanceof Error ? error.message : String(error);
  return `This should not have happened: ${message}`;
}
