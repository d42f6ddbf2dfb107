import { existsSync, writeFileSync } from "node:fs";

import { latestApiVersion } from "../domain/api-versions";
import type { CommittedDocument } from "./open-api/committed-documents";
import { currentDocument, readCommitted } from "./open-api/committed-documents";
import { findBreakingChanges } from "./open-api/find-breaking-changes";
import { readDocument } from "./open-api/read-document";

/** Entry: `npm run docs:openapi`. Writes nothing that breaks a caller of a version. */
async function main(): Promise<void> {
  const current = await readDocument<CommittedDocument>();
  if (existsSync(currentDocument)) {
    const former = readCommitted(currentDocument);
    const { version } = former.info;
    const now = await readDocument<CommittedDocument>(`/openapi/${version}.json`);
    const broken = findBreakingChanges(former, now);
    for (const change of broken) process.stderr.write(`${version}: ${change}\n`);
    if (broken.length > 0) throw new Error("It needs a version of its own: docs/api-versions.md.");
    // What was the latest is kept as it was, and never written again.
    if (version !== latestApiVersion) {
      writeFileSync(`docs/openapi/${version}.json`, `${JSON.stringify(former)}\n`);
    }
  }
  writeFileSync(currentDocument, `${JSON.stringify(current, null, 1)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
