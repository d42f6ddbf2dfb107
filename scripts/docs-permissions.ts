import { writeFileSync } from "node:fs";

import { describePermissions } from "./permissions/permission-table";

/** Entry: `npm run docs:permissions`. */
async function main(): Promise<void> {
  writeFileSync("docs/permissions.md", await describePermissions());
}

void main();
