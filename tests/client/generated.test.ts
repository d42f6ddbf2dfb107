import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const committed = "client/src/generated";

function filesOf(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

test("client/src/generated is what `npm run client:generate` makes of docs/openapi.json", () => {
  const folder = mkdtempSync(join(tmpdir(), "client-"));
  try {
    const output = join(folder, "generated");
    execFileSync("node", ["scripts/client-generate.mjs", "--output", output]);
    expect(filesOf(output)).toEqual(filesOf(committed));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
