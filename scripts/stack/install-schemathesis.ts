import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { which } from "./find-binary";
import type { FindContext } from "./find-context";
import { cacheDirectory } from "./find-context";
import { installPackages } from "./install-apt";
import { withLock } from "./kernel-lock";
import { runStep } from "./run-step";

/** As in requirements.txt, which pins it with all it needs; a folder of its own for each version. */
const schemathesisVersion = "4.32.5";

export function schemathesisProgram(env: NodeJS.ProcessEnv): string {
  return join(folderOf(cacheDirectory(env)), "bin", "schemathesis");
}

/** Finds or installs schemathesis in the cache: a virtual environment of Python, filled from PyPI. */
export async function ensureSchemathesis(
  requirements: string,
  context: FindContext,
): Promise<void> {
  const folder = folderOf(context.cacheDirectory);
  const complete = join(folder, "complete");
  if (existsSync(complete)) return;
  await withLock("schemathesis", async () => {
    if (existsSync(complete)) return;
    await rm(folder, { recursive: true, force: true });
    await makeEnvironment(folder, context);
    const pip = join(folder, "bin", "pip");
    const install = ["install", "--quiet", "--disable-pip-version-check", "-r", requirements];
    await run(`pip install schemathesis ${schemathesisVersion}`, [pip, ...install], context);
    await writeFile(complete, "");
  });
}

/** Debian's Python comes without venv: where none can make an environment, its package is installed. */
async function makeEnvironment(folder: string, context: FindContext): Promise<void> {
  const make = (python: string) => run("python3 -m venv", [python, "-m", "venv", folder], context);
  const python = which("python3", context.env);
  if (python !== undefined) {
    try {
      await make(python);
      return;
    } catch {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const failure = await installPackages(["python3-venv"], context);
  if (failure !== undefined) throw new Error(`python3 with venv is missing: ${failure}`);
  await make("/usr/bin/python3");
}

function folderOf(cache: string): string {
  return join(cache, `schemathesis-${schemathesisVersion}`);
}

async function run(
  name: string,
  [command = "", ...args]: readonly string[],
  context: FindContext,
): Promise<void> {
  if (!context.nursery) throw new Error("not asked to install");
  context.progress({ kind: "progress", name: "schemathesis", text: name });
  const logFile = join(context.cacheDirectory, "logs", "schemathesis.log");
  await runStep({ name, command, args, env: context.env, logFile }, context.nursery);
}
