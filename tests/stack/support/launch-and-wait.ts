import { openSync } from "node:fs";

import { createNursery } from "../../../scripts/stack/nursery";

void launch(process.argv[2]);

// A child with a child of its own, in a process that a test then kills.
async function launch(recordFile: string | undefined): Promise<void> {
  const nursery = createNursery(recordFile);
  const descriptor = openSync("/dev/null", "w");
  await nursery.launch({ command: "sh", args: ["-c", "sleep 1000 & wait"], descriptor });
  process.stdout.write("launched\n");
}
