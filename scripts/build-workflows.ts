import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { bundleWorkflowCode } from "@temporalio/worker";

import { failureConverterPath } from "../temporal/data-converter";

/** Bundles the workflows once, when the project is built: workers start without webpack. */
async function main(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: require.resolve("../workflows/index"),
    failureConverterPath,
  });
  await writeFile(join(process.cwd(), "dist/workflow-bundle.js"), code);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
