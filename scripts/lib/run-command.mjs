import { spawn } from "node:child_process";

const live = new Set();

/** A failure that the person at the terminal can act on: its message is complete without a stack. */
export class Explained extends Error {}

/**
 * Runs a command to its end. It has a process group of its own, which `endCommands` ends as a
 * whole. With `onLine` its output is read line by line, else it goes where ours goes.
 */
export function runCommand(command, args, { cwd, env = process.env, onLine, timeoutMs } = {}) {
  const output = onLine ? "pipe" : "inherit";
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", output, output],
  });
  live.add(child);
  if (onLine) {
    for (const stream of [child.stdout, child.stderr]) readLines(stream, onLine);
  }
  let timedOut = false;
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          endGroup(child, "SIGKILL");
        }, timeoutMs);
  return new Promise((resolve) => {
    const finish = (outcome) => {
      clearTimeout(timer);
      live.delete(child);
      resolve({ ...outcome, timedOut });
    };
    // What it left behind would also keep its output open.
    child.once("exit", () => endGroup(child, "SIGKILL"));
    child.once("error", (error) => finish({ code: null, signal: null, error }));
    child.once("close", (code, signal) => finish({ code, signal }));
  });
}

/** Asks every running command to end, and insists after a while. */
export async function endCommands(graceMs = 20_000) {
  const children = [...live];
  for (const child of children) endGroup(child, "SIGTERM");
  const closed = children.map((child) => new Promise((resolve) => child.once("close", resolve)));
  const timer = setTimeout(() => {
    for (const child of children) endGroup(child, "SIGKILL");
  }, graceMs);
  await Promise.all(closed);
  clearTimeout(timer);
}

function endGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}

function readLines(stream, onLine) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split(/\r?\n|\r/);
    rest = lines.pop();
    for (const line of lines) onLine(line);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
