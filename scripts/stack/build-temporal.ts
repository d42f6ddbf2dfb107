import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import { which } from "./find-binary";
import type { FindContext } from "./find-context";
import { runStep } from "./run-step";
import { toMessage } from "./stack-error";

// The last tag without a `replace` directive, which `go install` refuses.
const goModule = "github.com/temporalio/cli/cmd/temporal@v1.5.1";
const timeoutMs = 30 * 60_000;

/** Builds the Temporal CLI with Go and moves it to the target; returns why not when it can't. */
export async function buildTemporal(
  target: string,
  context: FindContext,
): Promise<string | undefined> {
  const go = which("go", context.env);
  if (!go) return "no go on PATH";
  if (!context.nursery) return "not asked to install";
  const folder = join(dirname(target), "..", "go-install");
  const report = (text: string, elapsedMs: number) =>
    context.progress({ kind: "progress", name: "temporal", text, elapsedMs });
  report("building the Temporal CLI with Go, 3 to 5 minutes, once for this machine", 0);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await runStep(
      {
        name: "go install",
        command: go,
        args: ["install", "-v", goModule],
        cwd: folder,
        env: { ...context.env, GOBIN: folder, GOFLAGS: "-buildvcs=false" },
        logFile: join(context.cacheDirectory, "logs", "go-install.log"),
        timeoutMs,
        onProgress: ({ elapsedMs, lastLine }) => report(`building: ${lastLine}`, elapsedMs),
        ...(context.signal ? { signal: context.signal } : {}),
      },
      context.nursery,
    );
    await mkdir(dirname(target), { recursive: true });
    await rename(join(folder, "temporal"), target);
    return undefined;
  } catch (error) {
    context.signal?.throwIfAborted();
    return toMessage(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
