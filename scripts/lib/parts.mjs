import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./install-parts.mjs", import.meta.url));
const repeatAfterMs = 30_000;

/**
 * Starts finding and installing what the suites need. `ready(part)` answers with undefined once
 * the part is there, or with why it cannot be had.
 */
export function startInstallation(reporter) {
  const parts = new Map();
  for (const part of ["tools", "services", "mysql", "fuzzer"]) {
    let settle;
    const settled = new Promise((resolve) => (settle = resolve));
    parts.set(part, { settled, settle });
  }
  const child = fork(program, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const told = new Map();
  child.on("message", (message) => {
    if (message.kind === "settled") parts.get(message.part).settle(message.failure);
    else tellNow(told, message.text, reporter);
  });
  child.once("exit", (code, signal) => {
    for (const { settle } of parts.values())
      settle(`the installation ended with ${code ?? signal}`);
  });
  return {
    ready: (part) => parts.get(part).settled,
    stop: () => child.kill("SIGTERM"),
  };
}

/** The many lines of one installation become one now and then. */
function tellNow(told, text, reporter) {
  const [subject] = text.split(":");
  const now = Date.now();
  if (now - (told.get(subject) ?? 0) < repeatAfterMs) return;
  told.set(subject, now);
  reporter.line(`[install] ${text}`);
}
