import { execFile } from "node:child_process";

export type Captured = { ok: boolean; output: string };

/** Runs a short command and returns what it printed; a failure is an answer, not an exception. */
export async function capture(
  command: string,
  args: readonly string[],
  options: { timeoutMs?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Captured> {
  const { timeoutMs = 10_000, env = process.env } = options;
  return new Promise((resolve) => {
    const settings = { timeout: timeoutMs, env, killSignal: "SIGKILL" as const };
    execFile(command, [...args], settings, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      resolve({ ok: error === null, output: output || (error?.message ?? "") });
    });
  });
}
