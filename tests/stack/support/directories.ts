import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

/** A new directory, removed after the suite. */
export function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "travobooks-test-"));
  made.push(directory);
  return directory;
}

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});
