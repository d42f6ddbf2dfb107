import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describePermissions } from "../../scripts/permissions/permission-table";

/** As `npm run docs:permissions` leaves it. */
function format(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "permissions-"));
  const file = join(folder, "permissions.md");
  try {
    writeFileSync(file, text);
    execFileSync("node_modules/.bin/oxfmt", [
      "--config",
      join(process.cwd(), ".oxfmtrc.json"),
      file,
    ]);
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("docs/permissions.md is what `npm run docs:permissions` makes", async () => {
  expect(readFileSync("docs/permissions.md", "utf8")).toBe(format(await describePermissions()));
});
