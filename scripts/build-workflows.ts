import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { BundleOptions } from "@temporalio/worker";
import { bundleWorkflowCode } from "@temporalio/worker";

import { failureConverterPath } from "../temporal/data-converter";

const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const tracingInterceptors =
  require.resolve("@temporalio/interceptors-opentelemetry-v2/lib/workflow-interceptors");

/** Bundles the workflows once, when the project is built: workers start without webpack. */
async function main(): Promise<void> {
  const workflowsPath = await writeOnDemand();
  await bundle("workflow-bundle.js", { workflowsPath });
  await bundle("workflow-bundle-traced.js", {
    workflowsPath,
    workflowInterceptorModules: [tracingInterceptors],
  });
}

const exported = /^export \{ (\w+) \} from "(\.\/[\w/-]+)";$/;

/**
 * `workflows/index.ts` again, each workflow loaded when it is asked for. A run has modules of its own,
 * which stay in memory while the worker keeps the run: it needs those of its type, not of all types.
 */
async function writeOnDemand(): Promise<string> {
  const index = await readFile(join(process.cwd(), "workflows", "index.ts"), "utf8");
  const lines = index.split("\n").filter((line) => line !== "");
  const getters = lines.map((line) => {
    const [, name, path] = exported.exec(line) ?? [];
    if (name === undefined || path === undefined) {
      throw new Error(
        `workflows/index.ts holds nothing but export { name } from "./path";: ${line}`,
      );
    }
    return `Object.defineProperty(exports, "${name}", { enumerable: true, get: () => require("${path}").${name} });`;
  });
  const file = join(process.cwd(), "dist", "workflows", "on-demand.js");
  await writeFile(file, `"use strict";\n${getters.join("\n")}\n`);
  return file;
}

async function bundle(
  name: string,
  options: Partial<BundleOptions> & Pick<BundleOptions, "workflowsPath">,
): Promise<void> {
  const { code } = await bundleWorkflowCode({
    failureConverterPath,
    logger: silent,
    ...options,
  });
  await writeFile(join(process.cwd(), "dist", name), code);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
