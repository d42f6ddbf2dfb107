import { applications } from "./applications";
import { type CommandLine, parseCommandLine, usage, UsageError } from "./command-line";
import { describeMissing, missingParts } from "./ensure-binaries";
import { addressRows, createPrinter, formatTable, type Printer } from "./print-progress";
import { StackError, toMessage } from "./stack-error";
import type { Stack } from "./stack-types";
import { startStack } from "./start-stack";

// One Ctrl-C can arrive twice: from the terminal and again from npm.
const insistAfterMs = 1_500;
const infrastructureAddresses = ["temporal", "temporalUi", "mysql", "redis"];

void main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);

async function main(args: readonly string[]): Promise<number> {
  const commandLine = parseCommandLine(args);
  if (commandLine.help) {
    console.log(usage);
    return 0;
  }
  return commandLine.check ? check(commandLine) : run(commandLine);
}

async function check({ database }: CommandLine): Promise<number> {
  const missing = await missingParts({ database });
  for (const part of missing) console.log(`${describeMissing(part)}\n`);
  if (missing.length === 0) console.log("Nothing is missing.");
  return missing.length === 0 ? 0 : 1;
}

async function run(commandLine: CommandLine): Promise<number> {
  const startedAtMs = performance.now();
  const interrupt = interruptible();
  const printer = createPrinter(commandLine.json ? process.stderr : process.stdout);
  try {
    const stack = await startStack({
      database: commandLine.database,
      dataDirectory: commandLine.dataDirectory,
      applications: commandLine.infrastructureOnly ? [] : applications,
      temporal: { headless: commandLine.headless },
      tuning: { fast: commandLine.fast },
      onProgress: printer.event,
      signal: interrupt.signal,
    });
    printer.rest();
    announce(stack, commandLine, printer, performance.now() - startedAtMs);
    await interrupt.happened;
    printer.line("stopping");
    await stack.stop();
    printer.line("stopped");
    return 0;
  } finally {
    printer.rest();
  }
}

function announce(
  stack: Stack,
  { json, infrastructureOnly }: CommandLine,
  printer: Printer,
  elapsedMs: number,
): void {
  if (json) {
    const { dataDirectory, addresses, environment } = stack;
    const processes = stack.processes().map(({ name, pid }) => ({ name, pid }));
    console.log(JSON.stringify({ dataDirectory, addresses, environment, processes }));
    return;
  }
  const names = infrastructureOnly ? infrastructureAddresses : Object.keys(stack.addresses);
  const rows = [
    ...addressRows(stack.addresses, names),
    ["Data and logs", stack.dataDirectory] as const,
  ];
  printer.line(`\ntravoBooks is up after ${(elapsedMs / 1000).toFixed(1)} s.\n`);
  printer.line(`${formatTable(rows)}\n\nCtrl-C stops it.`);
}

/** The first signal asks for an orderly stop; a later one ends us, and the watchdog the rest. */
function interruptible(): { signal: AbortSignal; happened: Promise<void> } {
  const controller = new AbortController();
  let firstAtMs = 0;
  const happened = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (controller.signal.aborted && performance.now() - firstAtMs > insistAfterMs) {
          process.exit(130);
        }
        firstAtMs ||= performance.now();
        controller.abort();
        resolve();
      });
    }
  });
  return { signal: controller.signal, happened };
}

function describeFailure(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\nSee npm run stack -- --help.`;
  if (error instanceof StackError) return error.message;
  return `The stack stopped on an unexpected error: ${toMessage(error)}`;
}
