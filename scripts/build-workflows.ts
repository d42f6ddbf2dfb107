import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { BundleOptions } from "@temporalio/worker";
import { bundleWorkflowCode } from "@temporalio/worker";

import { failureConverterPath } from "../temporal/data-converter";

const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const tracingInterceptors =
  require.resolve("@temporalio/interceptors-opentelemetry-v2/lib/workflow-interceptors");

/** Bundles the workflows once, when the project is built: workers start without webpack. */
async function main(): Promise<void> {
  await bundle("workflow-bundle.js", {});
  await bundle("workflow-bundle-traced.js", { workflowInterceptorModules: [tracingInterceptors] });
}

async function bundle(name: string, options: Partial<BundleOptions>): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve("../workflows/index"),
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
