import type { WriteStream } from "node:tty";

import type { Environment, StackEvent } from "./stack-types";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const frameMs = 100;
const nameWidth = 16;

export type Printer = { event(event: StackEvent): void; line(text: string): void; rest(): void };

/** Prints events as plain lines; on a terminal a last line turns while something is under way. */
export function createPrinter(stream: WriteStream): Printer {
  const startedAtMs = performance.now();
  let frame = 0;
  let doing = "";
  const clear = () => (stream.isTTY ? stream.write("\r\x1b[2K") : undefined);
  const spin = () => {
    const seconds = Math.round((performance.now() - startedAtMs) / 1000);
    frame = (frame + 1) % frames.length;
    clear();
    stream.write(`${frames[frame]} ${seconds} s ${doing}`.slice(0, (stream.columns || 80) - 1));
  };
  const spinner = stream.isTTY ? setInterval(spin, frameMs).unref() : undefined;
  const line = (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };
  return {
    line,
    event: (event) => {
      if (event.kind === "progress") doing = `${event.name}: ${event.text}`;
      line(describeEvent(event));
    },
    rest: () => {
      clearInterval(spinner);
      clear();
    },
  };
}

/** The addresses in two columns. */
export function formatTable(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, value]) => `  ${title.padEnd(width)}  ${value}`).join("\n");
}

export function addressRows(
  addresses: Environment,
  names: readonly string[],
): (readonly [string, string])[] {
  const titles: Readonly<Record<string, string>> = {
    api: "API",
    temporalUi: "Temporal UI",
    temporal: "Temporal",
    mysql: "Database",
    redis: "Redis",
    amadeusSandbox: "Amadeus sandbox",
    sabreSandbox: "Sabre sandbox",
    ndcSandbox: "NDC sandbox",
    lccSandbox: "Low-cost carrier sandbox",
    hotelbedsSandbox: "Hotelbeds sandbox",
    rateFeedSandbox: "Exchange rate sandbox",
    openIdSandbox: "OpenID sandbox",
    sftpSandbox: "SFTP sandbox",
    sftpSandboxControl: "Files of the SFTP sandbox",
    smtp: "SMTP sink",
    smtpControl: "Mail received",
  };
  return Object.entries(titles).flatMap(([name, title]) => {
    const address = addresses[name];
    return address !== undefined && names.includes(name) ? [[title, address] as const] : [];
  });
}

function describeEvent({ kind, name, text, elapsedMs }: StackEvent): string {
  const time = elapsedMs === undefined ? "" : ` (${(elapsedMs / 1000).toFixed(1)} s)`;
  const mark = kind === "warning" ? "warning: " : "";
  return `${name.padEnd(nameWidth)} ${mark}${text}${time}`;
}
