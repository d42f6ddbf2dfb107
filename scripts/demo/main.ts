import { applications } from "../stack/applications";
import { createPrinter } from "../stack/print-progress";
import { StackError, toMessage } from "../stack/stack-error";
import type { DatabaseEngine } from "../stack/stack-types";
import { startStack } from "../stack/start-stack";
import { describeSale } from "./describe-sale";
import { interruptible } from "./interruptible";
import { sellTicket } from "./sell-ticket";
import { createStyle } from "./style";

export interface DemoOptions {
  readonly once: boolean;
  readonly database: DatabaseEngine;
  readonly dataDirectory: string;
  /** When the person typed the command, in milliseconds since 1970. */
  readonly typedAt: number;
}

/** Starts everything, sells one ticket through the public API, shows it, and stays until Ctrl-C. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const interrupt = interruptible();
  const style = createStyle(process.stdout, process.env);
  const printer = createPrinter(process.stdout);
  try {
    printer.line(style.title("Starting travoBooks"));
    const stack = await startStack({
      database: options.database,
      dataDirectory: options.dataDirectory,
      applications,
      temporal: { uiCodecEndpoint: ({ api }) => `http://127.0.0.1:${api}/codec` },
      onProgress: printer.event,
      signal: interrupt.signal,
    });
    try {
      printer.line(`\n${style.title("Selling a ticket")}`);
      const sale = await sellTicket(stack, { signal: interrupt.signal, tell: printer.line });
      printer.rest();
      printer.line(`\n${describeSale(sale, stack, style)}`);
      const seconds = ((Date.now() - options.typedAt) / 1000).toFixed(1);
      printer.line(`\nDone ${seconds} s after the command was typed.`);
      if (!options.once) {
        printer.line("Everything stays up. Ctrl-C stops it.");
        await interrupt.happened;
      }
    } finally {
      printer.rest();
      printer.line("Stopping.");
      await stack.stop();
      printer.line("Stopped; nothing is left running.");
    }
    return 0;
  } catch (error) {
    printer.rest();
    if (interrupt.signal.aborted) {
      process.stderr.write("\nInterrupted.\n");
      return 130;
    }
    process.stderr.write(`\n${explain(error, options)}\n`);
    return 1;
  } finally {
    interrupt.release();
  }
}

function explain(error: unknown, { dataDirectory }: DemoOptions): string {
  if (error instanceof StackError) return error.message;
  return `The demo stopped on an unexpected error: ${toMessage(error)}\nThe logs are in ${dataDirectory}/logs.`;
}
