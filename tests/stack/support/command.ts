import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { poll } from "../../../scripts/stack/poll";

const register = join(__dirname, "register-swc.cjs");
const entry = join(__dirname, "../../../scripts/stack/main.ts");
const running: ChildProcess[] = [];

export type RunningCommand = {
  pid: number;
  child: ChildProcess;
  output(): string;
  untilPrinted(pattern: RegExp): Promise<RegExpExecArray>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

/** Runs `npm run stack` from its sources, as a process of its own. */
export function runStackCommand(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): RunningCommand {
  return runTypeScript(entry, args, env);
}

export function runTypeScript(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): RunningCommand {
  const child = spawn(process.execPath, ["--require", register, file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  running.push(child);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, "close").then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
  }));
  if (child.pid === undefined) throw new Error("the command has no pid");
  return {
    pid: child.pid,
    child,
    output: () => output,
    exited,
    untilPrinted: (pattern) =>
      poll(
        async () => {
          const match = pattern.exec(output);
          if (!match) throw new Error(`${pattern} is not in:\n${output}`);
          return match;
        },
        { timeoutMs: 50_000 },
      ),
  };
}

afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});
