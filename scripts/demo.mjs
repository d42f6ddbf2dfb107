// Nothing but words that old Nodes know may stand here: it is to tell them that they are too old.
import { findPlatformProblem } from "./lib/node-version.mjs";

const problem = findPlatformProblem(process.versions, process.platform);
if (problem === undefined) {
  void import("./lib/demo-entry.mjs").then(function ({ demo }) {
    return demo(process.argv.slice(2));
  });
} else {
  process.stderr.write(problem + "\n");
  process.exitCode = 1;
}
