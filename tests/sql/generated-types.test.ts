import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { generateDatabaseTypes } from "../../scripts/generate-database-types";
import { testEnvironment } from "../harness/environment";

const path = "db/generated/database.ts";

describe("db/generated/database.ts", () => {
  test("is what the generator makes of the migrated schema, on this server", async () => {
    const file = await readFile(join(process.cwd(), path), "utf8");
    const generated = await generateDatabaseTypes(testEnvironment().migrationUrl);
    expect(await formatted(generated)).toBe(file);
  });
});

/** As `npm run format` leaves it. */
async function formatted(source: string): Promise<string> {
  const oxfmt = execFile(join(process.cwd(), "node_modules/.bin/oxfmt"), [
    `--stdin-filepath=${path}`,
  ]);
  if (oxfmt.stdin === null || oxfmt.stdout === null) throw new Error("oxfmt has no pipes");
  oxfmt.stdin.end(source);
  return text(oxfmt.stdout);
}
